import { useQuery } from '@tanstack/react-query'
import type { TaskDetail } from '../../../contract/task.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Face } from '../../design/face.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { AccountLine } from '../accounts/account-line.tsx'
import { ScrollPage } from '../policy/scroll-page.tsx'
import { CheckStep } from './check-step.tsx'
import { FileStep, VideoChoice } from './file-step.tsx'
import { RedactStep } from './redact-step.tsx'
import { ShowStep } from './show-step.tsx'
import { Rail } from './step.tsx'
import { UploadStep } from './upload-step.tsx'
import { useAirlock } from './use-airlock.ts'
import { WordsStep } from './words-step.tsx'

/** The way of one recording from the evidence of a task to YouTube: seen, written, checked, countersigned, uploaded, taken back. */
export function AirlockPage({ taskId, sha256 }: { taskId: string; sha256: string | null }) {
  const { api } = useServices()
  const task = useQuery({ queryKey: ['task', taskId], queryFn: ({ signal }) => api.task(taskId, signal) })
  return (
    <ScrollPage
      title="Publish to YouTube"
      lead="Nothing leaves the machine before a person has approved exactly this file with exactly these words. It is uploaded private; to show it to others takes a second approval."
    >
      {task.data !== undefined ? (
        <>
          <p className="-mt-3 mb-5 text-soft">
            For the task{' '}
            <a
              href={formatRoute({ page: 'tasks', taskId, filter: NO_FILTER })}
              className="text-accent underline underline-offset-2"
            >
              <Inert text={task.data.title} />
            </a>
          </p>
          {sha256 === null ? (
            <VideoChoice taskId={taskId} />
          ) : (
            <OneVideo key={taskId} task={task.data} sha256={sha256} />
          )}
        </>
      ) : task.error !== null ? (
        <div className="max-w-[44rem]">
          <ProblemView failure={asFailure(task.error)} onRetry={() => void task.refetch()} />
        </div>
      ) : (
        <Reading />
      )}
    </ScrollPage>
  )
}

function OneVideo({ task, sha256 }: { task: TaskDetail; sha256: string }) {
  const airlock = useAirlock(task, sha256)
  const { steps, failure, isLoading, readAgain } = airlock
  if (isLoading)
    return failure === null ? (
      <Reading />
    ) : (
      <div className="max-w-[44rem]">
        <ProblemView failure={failure} onRetry={readAgain} />
      </div>
    )
  if (airlock.levelOf('youtube.upload') === null)
    return (
      <Face title="Nothing can be uploaded from here">
        <p>This console has no tool that is called youtube.upload.</p>
      </Face>
    )
  return (
    <>
      <StaleNotice what="How it stands" failure={failure} onRetry={readAgain} />
      <div className="grid gap-x-9 gap-y-6 @4xl:grid-cols-[13rem_minmax(0,1fr)]">
        <Rail steps={steps} />
        <div className="flex min-w-0 max-w-[52rem] flex-col gap-9">
          <AccountLine service="youtube" isInSettings={false} />
          <FileStep airlock={airlock} />
          <RedactStep key={sha256} airlock={airlock} />
          <WordsStep airlock={airlock} />
          <CheckStep airlock={airlock} />
          <UploadStep airlock={airlock} />
          <ShowStep airlock={airlock} />
        </div>
      </div>
    </>
  )
}

function Reading() {
  return (
    <div aria-busy="true" className="skeleton appear-late h-64 w-full max-w-[52rem]">
      <span className="sr-only">Reading how it stands</span>
    </div>
  )
}
