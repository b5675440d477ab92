import type { TaskDetail } from '../../../contract/task.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { StatusIcon } from '../../design/status-mark.tsx'
import { TaskWorkPart } from '../agents/task-work-part.tsx'
import { TaskApprovals } from '../approvals/task-approvals.tsx'
import { actorWords, doorWords } from '../audit/audit-words.ts'
import { EvidenceSection } from '../evidence/evidence-section.tsx'
import { TaskRuns } from '../tools/task-runs.tsx'
import { Amendments } from './amendments.tsx'
import { Attachments } from './attachments.tsx'
import { BuildSection } from './build-section.tsx'
import { RawJson } from './raw-json.tsx'
import { RequestText } from './request-text.tsx'
import { Section } from './section.tsx'
import { TakenBackNotice } from './taken-back-notice.tsx'
import { Timeline } from './timeline.tsx'

/** What is to be decided. */
export function TaskBody({ task }: { task: TaskDetail }) {
  return (
    <div className="flex min-w-0 flex-col gap-7">
      {task.verdict === null ? <TakenBackNotice task={task} /> : <VerdictView verdict={task.verdict} />}
      <RequestText task={task} />
      <Amendments task={task} />
      <Attachments task={task} />
      {task.build !== null && <BuildSection build={task.build} />}
      <Section title="Acceptance criteria" aside={null}>
        {task.acceptance_criteria.length === 0 ? (
          <p className="text-faint">None were given.</p>
        ) : (
          <ol className="overflow-hidden rounded-md border border-line">
            {task.acceptance_criteria.map((criterion) => (
              <li
                key={criterion.criterion_id}
                className="grid grid-cols-[minmax(2.5rem,auto)_minmax(0,1fr)] gap-3 border-line border-b bg-surface px-3 py-2 last:border-b-0"
              >
                <code className="figures break-all text-faint text-xs leading-5">{criterion.criterion_id}</code>
                <span className="whitespace-pre-wrap break-words">
                  <Inert text={criterion.text} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </Section>
      {task.issues.length > 0 && (
        <Section title={`Issues (${task.issues.length})`} aside={null}>
          <ul className="overflow-hidden rounded-md border border-line">
            {task.issues.map((issue) => (
              <li key={issue.issue_id} className="border-line border-b bg-surface px-3 py-2 last:border-b-0">
                <p className="whitespace-pre-wrap break-words">
                  <Inert text={issue.text} />
                </p>
                <p className="mt-1 flex flex-wrap gap-x-3 font-mono text-2xs text-faint">
                  <span>{issue.issue_id}</span>
                  <span>criterion {issue.criterion_ref}</span>
                  {issue.work_log_ref !== null && <span className="break-all">log {issue.work_log_ref}</span>}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <TaskWorkPart task={task} />
    </div>
  )
}

/** What was recorded about it. */
export function TaskRecord({ task }: { task: TaskDetail }) {
  return (
    <div className="flex min-w-0 flex-col gap-7">
      <TaskApprovals taskId={task.task_id} />
      <TaskRuns taskId={task.task_id} />
      <EvidenceSection task={task} />
      <Timeline correlationId={task.correlation_id} />
      <RawJson value={task} />
    </div>
  )
}

function VerdictView({ verdict }: { verdict: NonNullable<TaskDetail['verdict']> }) {
  const approved = verdict.decision === 'approve'
  return (
    <Section title="Verdict" aside={null}>
      <div className="flex gap-2.5 rounded-md border border-line bg-surface px-3 py-2.5" data-testid="verdict">
        <span className="mt-0.5">
          <StatusIcon status={approved ? 'approved' : 'rejected'} />
        </span>
        <div className="min-w-0">
          <p>
            {approved ? 'Approved' : 'Rejected'} by <Inert text={actorWords(verdict.decided_by, verdict.door)} />{' '}
            through {doorWords(verdict.door)}, <Moment at={verdict.decided_at} />
          </p>
          {verdict.comment !== null && (
            <p className="mt-1 whitespace-pre-wrap break-words text-soft">
              <Inert text={verdict.comment} />
            </p>
          )}
        </div>
      </div>
    </Section>
  )
}
