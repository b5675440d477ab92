import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Moment } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { isStreamed, lookOf } from '../evidence/artifact-file.ts'
import { RunRow } from '../tools/run-row.tsx'
import { useToolCall } from '../tools/use-tool-call.ts'
import { RedactBoard } from './redact-board.tsx'
import type { Region } from './regions.ts'
import { Step } from './step.tsx'
import type { Airlock } from './use-airlock.ts'
import { useWhyNot } from './use-why-not.ts'

const TOOL = 'screen.redact'
const BLACK = '#000000'

/** Covers parts of the recording for its whole length; what comes of it is another file, which names this one. Give it the key of its file. */
export function RedactStep({ airlock }: { airlock: Airlock }) {
  const { api } = useServices()
  const { placed, state, steps, covered, task, sha256 } = airlock
  const call = useToolCall(task)
  const [regions, setRegions] = useState<readonly Region[]>([])
  const level = airlock.levelOf(TOOL)
  const read = useMutation({
    mutationFn: async () => (placed === null ? null : await api.artifact(placed, AbortSignal.timeout(60_000))),
  })
  const cannot =
    level === null
      ? `This console has no tool ${TOOL}.`
      : placed === null || lookOf(placed.artifact) !== 'video' || isStreamed(placed.artifact)
        ? 'It cannot be drawn on here.'
        : null
  const whyNot = useWhyNot(cannot ?? (regions.length === 0 ? 'Draw what is to be covered first.' : null))
  const isRunning = state.redacting?.state === 'running'
  const byNumbers = (
    <a
      className="text-accent underline underline-offset-2"
      href={formatRoute({ page: 'tools', open: TOOL, filter: { task_id: task.task_id } })}
    >
      Give the places in numbers
    </a>
  )
  const cover = () => {
    if (level === null) return
    const args = { artifact_sha256: sha256, regions: regions.map((region) => ({ ...region })), color: BLACK }
    call.send({ tool: TOOL, side_effect_level: level, args })
  }
  return (
    <Step name="redact" state={steps.redact}>
      {covered.length > 0 && (
        <ul aria-label="Covered files" className="flex flex-col gap-1">
          {covered.map(({ artifact }) => (
            <li key={artifact.sha256} className="flex flex-wrap items-baseline gap-x-3">
              <a
                className="text-accent underline underline-offset-2"
                href={formatRoute({ page: 'airlock', taskId: task.task_id, sha256: artifact.sha256 })}
              >
                Go on with {artifact.path}
              </a>
              <span className="text-faint text-xs">
                made <Moment at={artifact.captured_at} />, {artifact.sha256.slice(0, 12)}…
              </span>
            </li>
          ))}
        </ul>
      )}
      {state.redacting !== null && state.redacting.state !== 'done' && (
        <ul aria-label="The covering" className="overflow-hidden rounded-md border border-line">
          <RunRow run={state.redacting} withTask={false} />
        </ul>
      )}
      {cannot !== null ? (
        <p className="text-soft">
          {cannot} {level !== null && byNumbers}
        </p>
      ) : read.data != null && placed !== null ? (
        <>
          <RedactBoard
            {...{ artifact: placed.artifact, bytes: read.data, regions, onRegions: setRegions }}
            instead={<p className="text-soft">This browser cannot show the recording. {byNumbers}</p>}
          />
          {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
          {call.refusal !== null && <ProblemView failure={call.refusal.failure} onRetry={null} />}
          <span className="flex flex-wrap items-center gap-3">
            <Button look="accent" disabled={whyNot !== null || call.isSending || isRunning} onClick={cover}>
              {isRunning || call.isSending ? 'Covering…' : 'Cover these parts'}
            </Button>
            {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
          </span>
        </>
      ) : (
        <>
          <p className="text-soft">
            Names, faces, keys on the screen: whatever is drawn over here is filled for the whole length of the
            recording. The file as it is stays in the evidence.
          </p>
          {read.error !== null && <ProblemView failure={asFailure(read.error)} onRetry={null} />}
          <Button look="plain" className="self-start" disabled={read.isPending} onClick={() => read.mutate()}>
            {read.isPending ? 'Reading the file…' : 'Draw on it…'}
          </Button>
        </>
      )}
    </Step>
  )
}
