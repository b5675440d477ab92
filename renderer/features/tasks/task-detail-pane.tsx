import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { TaskDetail, TaskSummary } from '../../../contract/task.ts'
import { useKeys } from '../../app/keys.ts'
import { useServices } from '../../app/services.tsx'
import { useSettled } from '../../app/use-hurry.ts'
import { useVerbs } from '../../app/use-verbs.ts'
import type { DecisionKind } from '../../client/api.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { BackIcon } from '../../design/icons.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { ProofDialog } from '../evidence/proof-dialog.tsx'
import { useLiveState } from '../system/use-system-info.ts'
import { DecisionDialog } from './decision-dialog.tsx'
import { InvalidTask } from './invalid-task.tsx'
import { possibleDecisions } from './possible-decisions.ts'
import { TaskBody, TaskRecord } from './task-body.tsx'
import { TaskFacts } from './task-facts.tsx'
import { TaskHeader } from './task-header.tsx'

interface TaskDetailPaneProps {
  taskId: string
  /** The task's row, when the list holds it. */
  row: TaskSummary | undefined
  /** Milliseconds to stay on this task before it is read. */
  wait: number
  isNarrow: boolean
  onLeave: () => void
}

/** One task: read when opened, read again whenever a pushed event says that it changed. */
export function TaskDetailPane({ taskId, row, wait, isNarrow, onLeave }: TaskDetailPaneProps) {
  const { api, mayDecide, announce } = useServices()
  const [asked, setAsked] = useState<{ kind: DecisionKind; task: TaskDetail } | null>(null)
  const [proving, setProving] = useState(false)
  // What was typed and not sent stays with the task while it is open.
  const [comment, setComment] = useState('')
  const articleRef = useRef<HTMLElement>(null)
  const settled = useSettled(wait)
  const query = useQuery({
    // An invalid file has no task to read, and its name may be none that a route takes: the row says all there is.
    enabled: settled && row?.status !== 'invalid',
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => api.task(taskId, signal),
    gcTime: 30_000,
  })
  const failure = query.error === null ? null : asFailure(query.error)
  const invalid =
    row?.status === 'invalid' ? row.invalid_reason : failure?.code === 'task_file_invalid' ? failure.detail : null
  const task = failure === null && invalid === null ? query.data : undefined
  const isGone = failure?.code === 'task_not_found'
  const reasons = possibleDecisions(task, mayDecide, useLiveState().phase === 'live')

  const ask = (kind: DecisionKind) => {
    if (task === undefined || reasons[kind] !== null) announce(reasons[kind] ?? '')
    else setAsked({ kind, task })
    return true
  }
  useKeys({ a: () => ask('approve'), r: () => ask('reject') })
  const whyNoProof = task === undefined ? 'The task is not read.' : mayDecide ? null : 'This session may only read.'
  useVerbs([
    { id: 'approve', title: 'Approve the task…', keys: ['a'], whyNot: reasons.approve, run: () => ask('approve') },
    { id: 'reject', title: 'Reject the task…', keys: ['r'], whyNot: reasons.reject, run: () => ask('reject') },
    { id: 'proof', title: 'Export proof of the task…', keys: [], whyNot: whyNoProof, run: () => setProving(true) },
  ])

  const back = isNarrow && (
    <Button look="quiet" className="!px-2 mt-2 ml-2" onClick={onLeave}>
      <BackIcon />
      Tasks
    </Button>
  )
  // Without a connection the last reading stays in sight, under the banner that says so.
  const last = invalid === null && failure?.code === 'unreachable' ? query.data : task
  if (last !== undefined) {
    return (
      <>
        {back}
        <article ref={articleRef} className="mx-auto max-w-[76rem] px-5 pt-4 pb-10 @3xl:px-7">
          <TaskHeader task={last} reasons={reasons} onDecide={ask} />
          <div className="grid gap-x-9 gap-y-7 @3xl:grid-cols-[minmax(0,1fr)_16.5rem] @3xl:grid-rows-[auto_1fr]">
            <TaskBody task={last} />
            <TaskFacts task={last} />
            <TaskRecord task={last} />
          </div>
        </article>
        {proving && <ProofDialog subject={{ kind: 'task', id: taskId }} onClose={() => setProving(false)} />}
        {asked !== null && (
          <DecisionDialog
            kind={asked.kind}
            seen={asked.task}
            now={query.data}
            comment={comment}
            onComment={setComment}
            onClose={(how) => {
              if (how === 'done') setComment('')
              flushSync(() => setAsked(null))
              if (how === 'look') lookAgain(articleRef.current)
            }}
          />
        )}
      </>
    )
  }
  return (
    <>
      {back}
      <div className="px-5 py-5 @3xl:px-7">
        {invalid !== null ? (
          <InvalidTask taskId={taskId} reason={invalid} />
        ) : failure === null ? (
          <DetailSkeleton />
        ) : (
          <div className="flex max-w-[44rem] flex-col items-start gap-3">
            <ProblemView failure={failure} onRetry={isGone ? null : () => void query.refetch()} />
            {isGone && (
              <Button look="plain" onClick={onLeave}>
                Back to the list
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  )
}

/** The task from its beginning, with the focus there. */
function lookAgain(article: HTMLElement | null): void {
  const heading = article?.querySelector<HTMLElement>('h2')
  heading?.scrollIntoView({ block: 'end' })
  heading?.focus()
}

function DetailSkeleton() {
  return (
    <div aria-busy="true" className="appear-late flex flex-col gap-4">
      <span className="sr-only">Reading the task</span>
      <div className="skeleton h-5 w-1/2" />
      <div className="skeleton h-3 w-1/3" />
      <div className="skeleton mt-4 h-32 w-full max-w-[44rem]" />
    </div>
  )
}
