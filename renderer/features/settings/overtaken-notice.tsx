import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { type FieldInput, SETTING_FIELDS } from './setting-fields.ts'
import type { SettingsDesk } from './use-settings-desk.ts'

/** The settings were changed by another one in the meantime: what changed, and what the operator can do with their own. */
export function OvertakenNotice({ desk }: { desk: SettingsDesk }) {
  const both = desk.elsewhere.filter(({ mine }) => mine)
  return (
    <div role="alert" data-testid="settings-overtaken">
      <Notice
        look="warn"
        title="The settings changed while you were writing. What you typed is kept, nothing was saved."
      >
        {desk.elsewhere.length === 0 ? (
          <p className="mt-1 text-soft text-xs">The file was written again and says the same as before.</p>
        ) : (
          <ul className="mt-1.5 flex flex-col gap-1 text-xs">
            {desk.elsewhere.map(({ path, before, now, mine }) => (
              <li key={path} className="[overflow-wrap:anywhere]">
                <span className="font-medium">{SETTING_FIELDS[path].label}</span>: <Said input={before} />
                {' → '}
                <Said input={now} />
                {mine && <span className="text-pending"> (you change it too)</span>}
              </li>
            ))}
          </ul>
        )}
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Button look="plain" onClick={desk.takeOver}>
            {both.length === 0 ? 'Keep my changes on top of it' : 'Keep mine, also where both changed'}
          </Button>
          <Button look="quiet" onClick={desk.drop}>
            Drop my changes
          </Button>
        </div>
      </Notice>
    </div>
  )
}

function Said({ input }: { input: FieldInput }) {
  if (typeof input === 'boolean') return input ? 'yes' : 'no'
  const text = typeof input === 'string' ? input.replaceAll('\n', ', ') : input.join(', ')
  return text === '' ? <span className="text-faint">nothing</span> : <Inert text={text} />
}
