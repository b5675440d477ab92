import type { TaskDetail } from '../../../contract/task.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'

const NOT_WORTH_NAMING = new Set(['base_sha', 'version', 'updated_at'])

/** Names of the fields that differ. */
function changedFields(seen: TaskDetail, now: TaskDetail): string[] {
  const before = seen as Readonly<Record<string, unknown>>
  return Object.entries(now)
    .filter(([name, value]) => !NOT_WORTH_NAMING.has(name) && JSON.stringify(value) !== JSON.stringify(before[name]))
    .map(([name]) => name)
}

interface ConflictViewProps {
  seen: TaskDetail
  now: TaskDetail | undefined
  /** From the refusal; null when a pushed event told of the change before anything was sent. */
  currentSha: string | null
}

/** The task changed between reading and deciding: what happened, and that nothing was recorded. */
export function ConflictView({ seen, now, currentSha }: ConflictViewProps) {
  const fresh = now !== undefined && now.base_sha !== seen.base_sha ? now : null
  const sha = fresh?.base_sha ?? currentSha
  return (
    <div role="alert" className="flex gap-3 rounded-md border border-warn-line bg-warn-ground p-3.5">
      <WarningIcon className="mt-0.5 text-pending" />
      <div className="min-w-0">
        <p className="font-semibold">The task has changed since you read it</p>
        <p className="mt-0.5 text-soft">
          Your decision was not recorded. Read the task as it stands now and decide again.
        </p>
        <p className="figures mt-2 flex flex-wrap items-center gap-x-2 font-mono text-2xs">
          <span>
            v{seen.version} {seen.base_sha.slice(0, 12)}
          </span>
          <span className="font-sans text-faint">now</span>
          <span>
            {fresh !== null && `v${fresh.version} `}
            {sha?.slice(0, 12) ?? 'not known'}
          </span>
        </p>
        {fresh !== null && (
          <ul className="mt-2 text-xs">
            {changedFields(seen, fresh).map((field) => (
              <li key={field} className="break-words">
                <span className="font-mono text-2xs">{field}</span>
                {field === 'status' && (
                  <span className="text-soft">
                    {' '}
                    {seen.status} → {fresh.status}
                  </span>
                )}
                {field === 'verdict' && fresh.verdict !== null && (
                  <span className="text-soft">
                    {' '}
                    {fresh.verdict.decision} by <Inert text={fresh.verdict.decided_by} />
                    {fresh.verdict.comment !== null && (
                      <>
                        {': '}
                        <Inert text={fresh.verdict.comment} />
                      </>
                    )}
                  </span>
                )}
                {field === 'title' && (
                  <span className="text-soft">
                    {' '}
                    <Inert text={fresh.title} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
