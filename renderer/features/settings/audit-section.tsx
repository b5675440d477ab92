import { formatRoute, WHOLE_LOG } from '../../app/route.ts'
import { CheckIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { useChain } from '../audit/use-chain.ts'
import { SettingField } from './setting-field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

const ANCHORS = {
  ok: { Icon: CheckIcon, colour: 'text-approved', word: 'deposited' },
  failed: { Icon: WarningIcon, colour: 'text-rejected', word: 'failed' },
  off: { Icon: SlashIcon, colour: 'text-faint', word: 'off' },
} as const

export function AuditSection({ desk }: { desk: SettingsDesk }) {
  return (
    <SettingsSection
      name="audit"
      lead="The log is a chain: nothing in it can be changed unnoticed. Deposits elsewhere prove that its end is not missing."
    >
      <Anchors />
      <div className="grid items-start gap-4 @2xl:grid-cols-2">
        <SettingField
          desk={desk}
          path="audit_verify_minutes"
          placeholder="60"
          hint="0: never by itself. At most 10080, a week."
        />
        <SettingField
          desk={desk}
          path="audit_segment_bytes"
          placeholder="67108864"
          hint="At least 1048576. Begun segments stay as they are."
        />
        <SettingField
          desk={desk}
          path="anchor_folder"
          placeholder="/media/usb/countersign"
          hint="An absolute path that exists, best on other media."
        />
        <SettingField
          desk={desk}
          path="anchor_git"
          placeholder="git@example.org:anchors.git"
          hint="An address or an absolute path. One with a password belongs in the variable COUNTERSIGN_ANCHOR_GIT."
        />
      </div>
      <p>
        <a
          href={formatRoute({ page: 'audit', filter: WHOLE_LOG })}
          className="rounded-sm text-accent underline underline-offset-2 hover:text-accent-strong"
        >
          Check the log and deposit its head now
        </a>
      </p>
    </SettingsSection>
  )
}

function Anchors() {
  const anchors = useChain().data?.anchors
  if (anchors === undefined || anchors.length === 0) return null
  return (
    <ul aria-label="Deposits" className="flex flex-col gap-1.5">
      {anchors.map(({ kind, place, state, anchored_at, failure }) => {
        const { Icon, colour, word } = ANCHORS[state]
        return (
          <li key={`${kind} ${place}`} className="[overflow-wrap:anywhere]">
            <span className={`mr-2 inline-flex items-center gap-1 font-medium ${colour}`}>
              <Icon className="size-3.5" />
              {word}
            </span>
            <code className="text-xs">
              <Inert text={place === '' ? kind : place} />
            </code>
            {anchored_at !== null && (
              <span className="text-faint text-xs">
                {' last '}
                <Age at={anchored_at} title={dateTime(Date.parse(anchored_at))} /> ago
              </span>
            )}
            {failure !== null && (
              <span className="block text-soft text-xs">
                <Inert text={failure} />
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
