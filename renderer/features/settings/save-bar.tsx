import { Button } from '../../design/button.tsx'
import { PenIcon } from '../../design/icons.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { OvertakenNotice } from './overtaken-notice.tsx'
import { SETTING_FIELDS, type SettingPath } from './setting-fields.ts'
import type { SettingsDesk } from './use-settings-desk.ts'

const names = (paths: readonly SettingPath[]) => paths.map((path) => SETTING_FIELDS[path].label).join(', ')

/** As long as something is not saved it says so, what, and why it cannot be: in sight, wherever the page is scrolled to. */
export function SaveBar({ desk }: { desk: SettingsDesk }) {
  if (!desk.isChanged) return null
  return (
    <section
      aria-label="Not saved"
      data-testid="save-bar"
      className="flex max-h-[60%] flex-col gap-3 overflow-y-auto border-line-strong border-t bg-raised px-5 py-2.5 @3xl:px-7"
    >
      {desk.isOvertaken && <OvertakenNotice desk={desk} />}
      {desk.failure !== null && <ProblemView failure={desk.failure} onRetry={null} />}
      <div className="flex items-center gap-x-3">
        <PenIcon className="text-pending" />
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">Not saved:</strong> <span className="text-soft">{names(desk.changed)}</span>
          {desk.faulty.length > 0 && (
            <span className="block text-rejected text-xs">Not valid: {names(desk.faulty)}</span>
          )}
        </p>
        <div className="flex gap-2">
          <Button look="quiet" onClick={desk.drop}>
            Drop
          </Button>
          <Button look="accent" disabled={!desk.canSave} onClick={desk.save}>
            {desk.isSaving ? 'Saving…' : 'Save'}
          </Button>
        </div>
      </div>
    </section>
  )
}
