import { Button } from '../../design/button.tsx'
import { PenIcon } from '../../design/icons.tsx'
import { SETTING_FIELDS } from './setting-fields.ts'
import type { SettingsDesk } from './use-settings-desk.ts'

/** As long as something is not saved it says so, what, and why it cannot be. */
export function SaveBar({ desk }: { desk: SettingsDesk }) {
  if (!desk.isChanged) return null
  const faults = Object.keys(desk.faults).length
  const whyNot = desk.isOvertaken
    ? 'Say first what becomes of your changes.'
    : faults > 0
      ? `${faults === 1 ? 'One setting is' : `${faults} settings are`} not valid.`
      : null
  return (
    <section
      aria-label="Not saved"
      data-testid="save-bar"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line-strong border-t bg-raised px-5 py-2.5 @3xl:px-7"
    >
      <PenIcon className="text-pending" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">Not saved:</strong>{' '}
        <span className="text-soft">{desk.changed.map((path) => SETTING_FIELDS[path].label).join(', ')}</span>
        {whyNot !== null && <span className="block text-rejected text-xs">{whyNot}</span>}
      </p>
      <div className="flex gap-2">
        <Button look="quiet" onClick={desk.drop}>
          Drop
        </Button>
        <Button look="accent" disabled={!desk.canSave} onClick={desk.save}>
          {desk.isSaving ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </section>
  )
}
