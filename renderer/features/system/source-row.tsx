import type { SourceState } from '../../../contract/system.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { CheckIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Age } from '../../design/moment.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { dateTime } from '../../design/time-words.ts'

const LOOKS = {
  on: { Icon: CheckIcon, colour: 'font-medium text-approved' },
  off: { Icon: SlashIcon, colour: 'text-faint' },
  lost: { Icon: WarningIcon, colour: 'font-medium text-rejected' },
} as const

const at = (instant: string) => dateTime(Date.parse(instant))

/** One way in: its state and since when, how it comes in, when the other side was last heard of, and why it is not on or what it cannot do. */
export function SourceRow({
  source: { source, state, reason, assurance, ways, since, contact_at },
}: {
  source: SourceState
}) {
  const { Icon, colour } = LOOKS[state]
  return (
    <li data-source={source} className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2">
      <span className="font-medium">{SOURCE_NAMES[source]}</span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className={`inline-flex items-center gap-1 ${colour}`}>
            <Icon className="size-3.5" />
            {state}
          </span>
          {state === 'lost' && (
            <span className="text-xs">
              for <Age at={since} title={`since ${at(since)}`} />
            </span>
          )}
          {state !== 'off' && <AssuranceBadge assurance={assurance} source={source} />}
          {state !== 'off' && (
            <span className="text-faint text-xs">
              {contact_at === null ? (
                'nothing heard since the start'
              ) : (
                <>
                  last heard <Age at={contact_at} title={at(contact_at)} /> ago
                </>
              )}
            </span>
          )}
        </p>
        {reason !== null && (
          <p className={`break-words ${state === 'off' ? 'text-soft' : 'text-ink'}`}>
            <Inert text={reason} />
          </p>
        )}
        {state !== 'off' && ways.length > 0 && (
          <p className="break-words text-soft text-xs">
            <Inert text={ways.join(', ')} />
          </p>
        )}
      </div>
    </li>
  )
}
