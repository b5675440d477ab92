import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ToolRun } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { useNow } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { ageWords } from '../../design/time-words.ts'
import { useLiveState } from '../system/use-system-info.ts'
import type { HeardProgress } from './live-tools.ts'

/** What a running call says of itself, and the way to end it. */
export function RunLive({ run }: { run: ToolRun }) {
  const { data } = useQuery<HeardProgress | null>({
    queryKey: ['tool-progress', run.call_id],
    queryFn: () => null,
    enabled: false,
  })
  return (
    <div className="mt-2 flex flex-col gap-2">
      <ProgressBar heard={data ?? null} begun={Date.parse(run.started_at)} name={run.tool} />
      <CancelRun run={run} />
    </div>
  )
}

function ProgressBar({ heard, begun, name }: { heard: HeardProgress | null; begun: number; name: string }) {
  const now = useNow(1_000)
  const { phase } = useLiveState()
  const fraction = heard?.progress.fraction ?? null
  const percent = fraction === null ? null : Math.floor(fraction * 100)
  const words = heard?.progress.words ?? 'Nothing was said yet of how far it is'
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-3 text-xs">
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Inert text={words} />
        </span>
        {percent !== null && <span className="figures">{percent} %</span>}
        <span className="figures ml-auto text-faint">
          for {ageWords(begun, now)}
          {phase !== 'live' && ', the line is down'}
        </span>
      </p>
      <div
        role="progressbar"
        aria-label={`How far ${name} is`}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': percent })}
        aria-valuetext={percent === null ? words : `${percent} %: ${words}`}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-line"
      >
        {percent === null ? (
          <div className="skeleton h-full w-full !bg-accent" />
        ) : (
          <div
            className="h-full rounded-full bg-accent transition-[width]"
            style={{ width: `${Math.max(1, percent)}%` }}
          />
        )}
      </div>
    </div>
  )
}

function CancelRun({ run }: { run: ToolRun }) {
  const { api, announce, mayDecide } = useServices()
  const id = useId()
  const [reason, setReason] = useState<string | null>(null)
  const cancel = useMutation({
    mutationFn: (why: string) => api.cancelTool(run.call_id, why),
    onSuccess: () => announce(`${run.tool} was asked to end`),
  })
  if (!mayDecide) return null
  if (cancel.isSuccess) return <p className="text-soft text-xs">It was asked to end; what came of it follows.</p>
  if (reason === null)
    return (
      <Button look="plain" className="!h-7 self-start" onClick={() => setReason('')}>
        Cancel the call…
      </Button>
    )
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') cancel.mutate(reason.trim())
      }}
    >
      <label htmlFor={id} className="font-medium text-xs">
        Why it shall end <span className="font-normal text-faint">(goes into the log)</span>
      </label>
      <input
        id={id}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm"
      />
      {cancel.error !== null && <ProblemView failure={asFailure(cancel.error)} onRetry={null} />}
      <span className="flex gap-2">
        <Button look="danger" type="submit" className="!h-7" disabled={reason.trim() === '' || cancel.isPending}>
          Cancel the call
        </Button>
        <Button look="quiet" className="!h-7" onClick={() => setReason(null)}>
          Let it run
        </Button>
      </span>
    </form>
  )
}
