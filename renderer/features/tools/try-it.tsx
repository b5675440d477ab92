import { useEffect, useRef, useState } from 'react'
import type { ToolInfo } from '../../../contract/tool.ts'
import { navigate } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { LEVEL_WORDS } from '../approvals/approval-words.ts'
import { useLiveState } from '../system/use-system-info.ts'
import { Section } from '../tasks/section.tsx'
import { ApprovalWait } from './approval-wait.tsx'
import { ArgsForm, useArgs } from './args-form.tsx'
import { offerEvidence, withoutEvidence } from './offer-evidence.ts'
import { RunArtifacts } from './run-artifacts.tsx'
import { RunRow } from './run-row.tsx'
import { TaskChoice, useChosenTask } from './task-choice.tsx'
import { useArtifacts } from './use-artifacts.ts'
import { useFollowedRun } from './use-followed-run.ts'
import { useToolCall } from './use-tool-call.ts'

/** The tool in the operator's own hand: the same call as an agent's, through the same gate. */
export function TryIt({ tool, taskId }: { tool: ToolInfo; taskId: string }) {
  const { mayDecide } = useServices()
  const { phase } = useLiveState()
  const { task } = useChosenTask(taskId)
  const desk = useArgs({ ...tool, args_example: withoutEvidence(tool.args_example) })
  const call = useToolCall(task)
  const run = useFollowedRun(call.reply)
  const artifacts = useArtifacts(taskId)
  const [tried, setTried] = useState(false)
  const outcome = useRef<HTMLDivElement>(null)
  const hasOutcome = call.reply !== null || call.refusal !== null || call.failure !== null
  useEffect(() => {
    if (hasOutcome) outcome.current?.scrollIntoView({ block: 'nearest' })
  }, [hasOutcome])
  const onTask = (task_id: string) => {
    call.reset()
    navigate({ page: 'tools', open: tool.tool, filter: { task_id } }, 'replace')
  }
  const send = () => {
    setTried(true)
    if (desk.reading.ok && task !== undefined)
      call.send({ tool: tool.tool, args: desk.reading.args, side_effect_level: tool.side_effect_level })
  }
  const whyNot = !mayDecide
    ? 'This session may only read.'
    : phase !== 'live'
      ? 'The service does not answer now.'
      : task === undefined
        ? 'Choose a task first.'
        : null
  return (
    <Section title="Try it" aside={null}>
      <form
        aria-label={`Try ${tool.tool}`}
        className="flex flex-col gap-4 rounded-md border border-line bg-surface p-3.5"
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNot === null) send()
        }}
      >
        {mayDecide && <TaskChoice taskId={taskId} onTask={onTask} />}
        <ArgsForm
          desk={desk}
          title="Arguments"
          empty="It takes no arguments."
          showFaults={tried}
          offer={(name) => offerEvidence(name, taskId, artifacts)}
        />
        <div className="flex flex-wrap items-center gap-3 border-line border-t pt-3">
          <Button look="accent" type="submit" disabled={whyNot !== null || call.isSending}>
            {call.isSending ? 'Sending…' : 'Call it'}
          </Button>
          <span className="text-soft text-xs">{whyNot ?? LEVEL_WORDS[tool.side_effect_level].means}</span>
        </div>
      </form>
      <div ref={outcome} aria-live="polite" className="mt-3 flex flex-col gap-3 empty:hidden" data-testid="outcome">
        {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
        {call.refusal !== null && call.refusal.approval_id === null && (
          <ProblemView failure={call.refusal.failure} onRetry={null} />
        )}
        {call.refusal !== null && call.refusal.approval_id !== null && (
          <ApprovalWait
            approvalId={call.refusal.approval_id}
            verb="Call it again, as approved"
            isSending={call.isSending}
            onSend={call.again}
          />
        )}
        {run !== null && (
          <ul aria-label="This call" className="overflow-hidden rounded-md border border-line">
            <RunRow run={run} withTask={true} />
          </ul>
        )}
        {run !== null && run.evidence.length > 0 && <RunArtifacts run={run} />}
      </div>
    </Section>
  )
}
