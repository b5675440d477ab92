import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { useServiceNow } from '../inbox/use-inbox.ts'
import { useLiveState } from '../system/use-system-info.ts'
import { useFollowedRun } from '../tools/use-followed-run.ts'
import { useToolCall } from '../tools/use-tool-call.ts'
import { useTools } from '../tools/use-tools.ts'
import { type Heard, isPast, obsState } from './obs-state.ts'

const MOST_RUNS = 200

/** OBS as the calls of one task know it, and the way to call it. Everything is a call through the policy, asking too. */
export function useObs(task: TaskDetail | undefined) {
  const { api, mayDecide } = useServices()
  const { phase } = useLiveState()
  const now = useServiceNow(1_000)
  const tools = useTools()
  const runs = useQuery({
    queryKey: ['tool-runs', { task_id: task?.task_id, obs: true }],
    queryFn: ({ signal }) => api.toolRuns({ task_id: task?.task_id, limit: MOST_RUNS }, signal),
    enabled: task !== undefined,
  })
  const [status, scenes, act] = [useToolCall(task), useToolCall(task), useToolCall(task)]
  const family = tools.data?.items.filter(({ tool }) => tool.startsWith('obs.')) ?? []
  const levelOf = (tool: string) => family.find((each) => each.tool === tool)?.side_effect_level ?? null

  function call(how: ReturnType<typeof useToolCall>, tool: string, args: JsonObject): void {
    const side_effect_level = levelOf(tool)
    if (side_effect_level !== null) how.send({ tool, args, side_effect_level })
  }
  const ask = () => {
    call(status, 'obs.status', {})
    call(scenes, 'obs.scenes', {})
  }

  // What a call did is seen when OBS is asked again after it has ended.
  const done = useFollowedRun(act.reply)
  const askedAfter = useRef<string | null>(null)
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  useEffect(() => {
    if (done === null || done.state === 'running' || done.tool === 'obs.arm') return
    if (askedAfter.current === done.call_id) return
    askedAfter.current = done.call_id
    latest.current()
  }, [done])

  const state = obsState(runs.data?.items ?? [], now)
  const health = family.find(({ tool }) => tool === 'obs.status')?.status ?? family[0]?.status ?? null
  const error = runs.error ?? tools.error
  const whyNot = !mayDecide
    ? 'This session may only read.'
    : phase !== 'live'
      ? 'The service does not answer now.'
      : task === undefined
        ? 'Choose a task first: what is recorded becomes its evidence.'
        : null
  const isAway = health?.state === 'unavailable' || health?.state === 'off'
  return {
    ...{ state, now, health, act, done, ask, task },
    isThere: family.length > 0,
    isLoading: tools.data === undefined || (task !== undefined && runs.data === undefined),
    failure: error === null ? null : asFailure(error),
    readAgain: () => {
      for (const query of [runs, tools]) if (query.error !== null) void query.refetch()
    },
    has: (tool: string) => levelOf(tool) !== null,
    /** Does something; arming too. */
    tell: (tool: string, args: JsonObject) => call(act, tool, args),
    isAsking: status.isSending || scenes.isSending,
    isBusy: act.isSending || done?.state === 'running',
    trouble: status.failure ?? scenes.failure ?? status.refusal?.failure ?? null,
    /** Why nothing is known of it, where nothing is. */
    notAsked: task === undefined ? 'Not known: no task is chosen.' : 'Not known: OBS was not asked for this task yet.',
    /** Why OBS cannot even be asked. */
    whyNot,
    /** OBS is not there, as far as is known: it can be asked again, and nothing else. */
    isAway,
    /** Nothing can be pressed that does something. */
    isStill: whyNot !== null || isAway,
    /** Whether what was heard then may not be told as if it were so now. */
    isPast: (heard: Heard<unknown>) => isPast(heard, health, now),
  }
}

export type Obs = ReturnType<typeof useObs>
