import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolPlace } from '../../app/governance-route.ts'
import { formatRoute, navigate } from '../../app/route.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { FailureNote } from '../../design/failure-note.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { ScrollPage } from '../policy/scroll-page.tsx'
import { Section } from '../tasks/section.tsx'
import { ApprovalWait } from '../tools/approval-wait.tsx'
import { argsOf } from '../tools/run-args.ts'
import { RunRow } from '../tools/run-row.tsx'
import { TaskChoice, useChosenTask } from '../tools/task-choice.tsx'
import { StatusBox } from '../tools/tool-status.tsx'
import { RecordingPanel } from './recording-panel.tsx'
import { ScenePanel } from './scene-panel.tsx'
import { ScreenshotPanel } from './screenshot-panel.tsx'
import { StreamPanel } from './stream-panel.tsx'
import { type Obs, useObs } from './use-obs.ts'

/** OBS Studio from here: every press is a call of a tool for the chosen task. */
export function ObsPage({ filter }: { filter: ToolPlace }) {
  // Nothing that was pressed for one task is left over when another is chosen.
  return <ObsOfTask key={filter.task_id} filter={filter} />
}

function ObsOfTask({ filter }: { filter: ToolPlace }) {
  const { task, failure } = useChosenTask(filter.task_id)
  const obs = useObs(task)
  return (
    <ScrollPage
      title="OBS panel"
      lead="Every press is a call for the chosen task, through the policy and into the log. To stop a recording and to stream takes two: the first looks at what is there, the second does it to exactly that."
    >
      {obs.failure !== null && obs.isLoading ? (
        <div className="max-w-[44rem]">
          <ProblemView failure={obs.failure} onRetry={obs.readAgain} />
        </div>
      ) : obs.isLoading && task === undefined && failure === null && filter.task_id === '' ? (
        <div aria-busy="true" className="skeleton appear-late h-64 w-full max-w-[44rem]">
          <span className="sr-only">Reading what is known of OBS</span>
        </div>
      ) : !obs.isLoading && !obs.isThere ? (
        <Face title="No tools for OBS">
          <p>This console has no tool whose name begins with obs.</p>
        </Face>
      ) : (
        <div className="grid gap-x-9 gap-y-7 @4xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-5">
            <TaskChoice
              taskId={filter.task_id}
              onTask={(task_id) => navigate({ page: 'obs', filter: { task_id } }, 'replace')}
            />
            <Connection obs={obs} />
            <LastCall obs={obs} />
          </div>
          <div className="flex min-w-0 max-w-[48rem] flex-col gap-7">
            <StaleNotice what="The calls" failure={obs.failure} onRetry={obs.readAgain} />
            {obs.trouble !== null && <ProblemView failure={obs.trouble} onRetry={null} />}
            <AwayNotice obs={obs} />
            <RecordingPanel obs={obs} />
            <ScenePanel obs={obs} />
            <ScreenshotPanel obs={obs} taskId={filter.task_id} />
            <StreamPanel obs={obs} />
          </div>
        </div>
      )}
    </ScrollPage>
  )
}

function Connection({ obs }: { obs: Obs }) {
  const { asked } = obs.state
  return (
    <Section title="Connection" aside={null}>
      <div className="flex flex-col gap-3">
        {obs.health !== null && <StatusBox status={obs.health} />}
        {asked?.state === 'failed' && asked.failure !== null && (
          <FailureNote
            code={asked.failure.error_code}
            detail={asked.failure.detail}
            hint={asked.failure.remediation_hint}
          />
        )}
        {obs.health?.state === 'off' && (
          <a
            className="text-accent underline underline-offset-2"
            href={formatRoute({ page: 'settings', section: 'tools' })}
          >
            Set it up
          </a>
        )}
        <span className="flex flex-wrap items-center gap-3">
          <Button look="plain" disabled={obs.whyNot !== null || obs.isAsking} onClick={obs.ask}>
            {obs.isAsking ? 'Asking…' : 'Ask OBS now'}
          </Button>
          {obs.whyNot !== null && <span className="min-w-0 flex-1 text-soft text-xs">{obs.whyNot}</span>}
        </span>
      </div>
    </Section>
  )
}

/** What came of the last press, with the approval that it hangs on. */
function LastCall({ obs }: { obs: Obs }) {
  const { act, state, done } = obs
  // To arm does nothing that lasts; that it failed must be seen.
  const last = done?.tool === 'obs.arm' && done.state === 'failed' ? done : state.last
  const waiting = last?.state === 'denied' ? last.approval_id : null
  return (
    <Section title="Last call" aside={null}>
      <div aria-live="polite" data-testid="last-call" className="flex flex-col gap-3">
        {act.failure !== null && <ProblemView failure={act.failure} onRetry={null} />}
        {act.refusal !== null && act.refusal.approval_id === null && (
          <ProblemView failure={act.refusal.failure} onRetry={null} />
        )}
        {last === null ? (
          <p className="text-faint">
            {obs.task === undefined ? 'No task is chosen.' : 'Nothing was done for this task yet.'}
          </p>
        ) : waiting !== null ? (
          <ApprovalWait
            approvalId={waiting}
            verb="Do it now, as approved"
            isSending={act.isSending}
            onSend={() => obs.tell(last.tool, argsOf(last) as JsonObject)}
          />
        ) : (
          <ul aria-label="Last call" className="overflow-hidden rounded-md border border-line">
            <RunRow run={last} withTask={false} />
          </ul>
        )}
      </div>
    </Section>
  )
}

/** Why nothing here can be pressed, where that is for OBS. */
function AwayNotice({ obs }: { obs: Obs }) {
  if (!obs.isAway) return null
  if (obs.health?.state === 'off')
    return (
      <Notice look="over" title="OBS is not set up">
        <p className="mt-0.5 text-soft">Nothing can be pressed here before that is done.</p>
      </Notice>
    )
  return (
    <Notice look="warn" title="OBS is not there now">
      <p className="mt-0.5 text-soft">
        {obs.state.status === null ? '' : 'What is below is what it said last. '}Nothing can be pressed before it
        answers again.
      </p>
    </Notice>
  )
}
