import type { TaskDetail } from '../../../contract/task.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { STATUS_WORDS } from '../../design/status-mark.tsx'
import { cutAt } from './excerpt.ts'

const NOT_WORTH_NAMING = new Set(['base_sha', 'version', 'updated_at'])

const FIELD_WORDS: Readonly<Record<string, string>> = {
  status: 'Status',
  verdict: 'Verdict',
  title: 'Title',
  request_text: 'Request',
  acceptance_criteria: 'Acceptance criteria',
  declared_scope: 'Declared scope',
  ci_status: 'CI',
  external_ref: 'What it mirrors outside',
  build: 'Xcode build',
  assurance: 'Who sent it',
  amendments: 'Amended by the requester',
  attachments: 'Attachments',
  evidence: 'Evidence',
  rounds: 'Rounds of work',
  issues: 'Issues',
}

/** Names of the fields that differ. */
function changedFields(seen: TaskDetail, now: TaskDetail): string[] {
  const before = seen as Readonly<Record<string, unknown>>
  return Object.entries(now)
    .filter(([name, value]) => !NOT_WORTH_NAMING.has(name) && JSON.stringify(value) !== JSON.stringify(before[name]))
    .map(([name]) => name)
}

const latestWords = (task: TaskDetail) => task.amendments.at(-1)?.text ?? task.request_text

/** The new words from the first line that differs. */
function fromFirstDifference(seen: string, now: string): string {
  let same = 0
  while (same < now.length && now[same] === seen[same]) same += 1
  const start = now.lastIndexOf('\n', same - 1) + 1
  const rest = now.slice(start)
  return `${start > 0 ? '…\n' : ''}${rest.slice(0, cutAt(rest))}`
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
        <p>Your decision was not recorded. Look at the task as it stands now and decide again; your comment is kept.</p>
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
          <ul aria-label="What changed" className="mt-2 flex flex-col gap-0.5 text-xs">
            {changedFields(seen, fresh).map((field) => (
              <li key={field} className="break-words font-medium [&>span]:font-normal">
                {FIELD_WORDS[field] ?? <code className="text-2xs">{field}</code>}
                {field === 'status' && (
                  <span className="text-soft">
                    {' '}
                    {STATUS_WORDS[seen.status]} → {STATUS_WORDS[fresh.status]}
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
                {field === 'request_text' && (
                  <span className="line-clamp-4 whitespace-pre-wrap text-soft [overflow-wrap:anywhere]">
                    <Inert text={fromFirstDifference(seen.request_text, fresh.request_text)} />
                  </span>
                )}
                {field === 'amendments' && (
                  <span className="line-clamp-4 whitespace-pre-wrap text-soft [overflow-wrap:anywhere]">
                    <Inert text={fromFirstDifference(latestWords(seen), latestWords(fresh))} />
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
