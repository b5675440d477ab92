import { Collapsible } from 'radix-ui'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { ChevronIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { JsonText } from '../../design/json-text.tsx'
import { dateTime } from '../../design/time-words.ts'
import { callWords, sentenceOf, subjectOf, tellsOfTrouble, withdrawalWords } from './audit-words.ts'

/** Columns of the audit page: seq, time, type, actor and door, what it is about. */
export const AUDIT_COLUMNS =
  'grid-cols-[1rem_minmax(0,1fr)_auto] wide:grid-cols-[1rem_4.5rem_9.5rem_14rem_11rem_minmax(0,1fr)]'

/** What the operator wrote with a decision. */
function commentOf({ type, data }: AuditEvent): string | null {
  if (type !== 'task_approved' && type !== 'task_rejected') return null
  return typeof data['comment'] === 'string' && data['comment'] !== '' ? data['comment'] : null
}

interface AuditLineProps {
  event: AuditEvent
  /** On the `timeline` of a task the task itself is not named again. */
  look: 'timeline' | 'log'
  /** Whether it is open at first. */
  isOpen: boolean
}

/** One line of the log; opened, it shows its exact JSON. */
export function AuditLine({ event, look, isOpen }: AuditLineProps) {
  const comment = commentOf(event)
  const sentence = sentenceOf(event)
  const withdrawal = withdrawalWords(event)
  const call = callWords(event)
  const json = JSON.stringify(event, null, 2)
  const ms = Date.parse(event.ts)
  const refused = tellsOfTrouble(event)
  return (
    <Collapsible.Root defaultOpen={isOpen}>
      <Collapsible.Trigger
        data-seq={event.seq}
        className={`figures group grid w-full items-baseline gap-x-3 px-2.5 py-1.5 text-left text-xs outline-offset-[-2px] hover:bg-hover ${
          look === 'log'
            ? AUDIT_COLUMNS
            : 'grid-cols-[1rem_minmax(0,1fr)] min-[560px]:grid-cols-[1rem_minmax(0,1fr)_auto]'
        }`}
      >
        <ChevronIcon className="size-3.5 translate-y-0.5 text-faint transition-transform group-data-[state=open]:rotate-90" />
        {look === 'timeline' ? (
          <>
            <span className="min-w-0">
              <span className={`block font-medium ${refused ? 'text-rejected' : 'text-ink'}`}>
                <Inert text={sentence} />
              </span>
              {call !== null && (
                <span className="line-clamp-3 block text-soft [overflow-wrap:anywhere]">
                  <Inert text={call} />
                </span>
              )}
              {withdrawal !== null && (
                <span className="block break-words text-pending">
                  <Inert text={withdrawal} />
                </span>
              )}
              {comment !== null && (
                <span className="line-clamp-3 whitespace-pre-wrap break-words text-ink">
                  “<Inert text={comment} />”
                </span>
              )}
              <span className="block text-2xs text-faint">
                <code>{event.type}</code> · <Inert text={event.actor.sub} /> · {event.actor.door}
                {event.route !== null && (
                  <span className="break-all">
                    {' '}
                    · <Inert text={event.route} /> {event.status}
                  </span>
                )}
              </span>
            </span>
            <span className="text-faint max-[559px]:col-start-2" title={event.ts}>
              {dateTime(ms)}
            </span>
          </>
        ) : (
          <>
            <span className="text-right text-faint max-wide:col-start-3 max-wide:row-start-1">{event.seq}</span>
            <span className="text-soft max-wide:col-start-3 max-wide:row-start-2" title={event.ts}>
              {dateTime(ms)}
            </span>
            <code
              className={`truncate font-medium max-wide:col-start-2 max-wide:row-start-1 ${refused ? 'text-rejected' : 'text-ink'}`}
            >
              {event.type}
            </code>
            <span className="truncate text-soft max-wide:col-start-2 max-wide:row-start-2">
              <Inert text={event.actor.sub} /> · {event.actor.door}
            </span>
            <span className="truncate text-soft max-wide:col-span-2 max-wide:col-start-2">
              <Inert text={subjectOf(event)} />
            </span>
          </>
        )}
      </Collapsible.Trigger>
      <Collapsible.Content className="px-2.5 pt-1 pb-3 pl-9">
        <p className="mb-1.5 flex flex-wrap items-center gap-x-3 text-soft text-xs">
          <span>
            <Inert text={sentence} />
          </span>
          {look === 'log' && event.task_id !== null && (
            <a
              className="text-accent underline underline-offset-2"
              href={formatRoute({ page: 'tasks', taskId: event.task_id, filter: NO_FILTER })}
            >
              Open the task
            </a>
          )}
          {look === 'log' && (
            <a
              className="text-accent underline underline-offset-2"
              href={formatRoute({
                page: 'correlation',
                id: event.correlation_id,
                filter: { look: 'timeline', seq: event.seq },
              })}
            >
              What it belongs to
            </a>
          )}
          <CopyButton text={json} what="JSON" />
        </p>
        <JsonText text={json} label={`Line ${event.seq} as JSON`} />
      </Collapsible.Content>
    </Collapsible.Root>
  )
}
