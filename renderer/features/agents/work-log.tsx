import type { StoredResult, WorkLogEntry } from '../../../contract/protocol.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { took } from './round-steps.ts'

/** More lines than this are drawn only when asked for. */
const MANY = 200

/** What the executor reports of its work. */
export function WorkLog({ result }: { result: StoredResult }) {
  const { summary, work_log } = result
  return (
    <div className="mt-1 border-line-strong border-l-2 border-dashed pl-2.5">
      {summary !== '' && (
        <p className="whitespace-pre-wrap text-xs [overflow-wrap:anywhere]">
          <Inert text={summary.slice(0, 4_000)} />
          {summary.length > 4_000 && '…'}
        </p>
      )}
      <details className="mt-1 text-xs">
        <summary className="w-fit rounded-sm text-soft hover:text-ink">
          Its work log, {work_log.length === 1 ? '1 line' : `${work_log.length} lines`}
        </summary>
        <WorkLogLines entries={work_log.slice(0, MANY)} />
        {work_log.length > MANY && (
          <p className="mt-1 text-faint">The other {work_log.length - MANY} lines are in the file of the task.</p>
        )}
      </details>
    </div>
  )
}

export function WorkLogLines({ entries }: { entries: readonly WorkLogEntry[] }) {
  return (
    <ol className="mt-1 flex flex-col gap-1.5">
      {entries.map((entry) => (
        <li key={entry.entry_id} data-work-log={entry.entry_id} className="min-w-0 text-xs">
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <code className="break-all text-2xs text-faint">
              <Inert text={entry.entry_id} />
            </code>
            <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
              <Inert text={entry.text} />
            </span>
            <span className="ml-auto text-2xs text-faint">
              <Moment at={entry.started_at} />
              {entry.finished_at !== null && `, ${took(entry.started_at, entry.finished_at)}`}
            </span>
          </p>
          {entry.command !== null && (
            <p className="font-mono text-2xs text-soft [overflow-wrap:anywhere]">
              $ <Inert text={entry.command} />
              {entry.exit_code !== null && (
                <span className={entry.exit_code === 0 ? 'text-faint' : 'text-rejected'}> → {entry.exit_code}</span>
              )}
            </p>
          )}
          {entry.files.length > 0 && (
            <p className="font-mono text-2xs text-faint [overflow-wrap:anywhere]">
              <Inert text={entry.files.slice(0, 20).join('  ')} />
              {entry.files.length > 20 && ` and ${entry.files.length - 20} more`}
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}
