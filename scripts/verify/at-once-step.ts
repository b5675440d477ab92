import { setTimeout as pause } from 'node:timers/promises'
import { ProtocolEvent } from '../../contract/events.ts'
import { percentile } from '../../main/core/reports/percentile.ts'
import { createRequestMaker } from '../bench/load/requests.ts'
import { type AgentsStage, ASKED } from './agents-stage.ts'
import { type EventClient, openEventClient } from './event-client.ts'
import { hundredths } from './hundredths.ts'
import { readSteadily } from './steady-reads.ts'
import { until } from './until.ts'

export const AGENTS = 20
/** How often each gives a sign of life, and the silence that the console forgives, in seconds. */
export const BEATS = { count: 30, everyMs: 1000, forgivenSeconds: 2 }
export const READS = { perSecond: 50, connections: 4 }
/** How long nothing happens but reads, and before that, until both processes have compiled what they run. */
const QUIET_MS = 10_000
const WARM_MS = 2000
const PATIENCE_MS = 180_000
/** P95 of reads on a machine that does nothing else for long, with room to spare. */
const CALM_P95_MS = 10
const MOST_TIMES = 3
/** The fewest reads that a percentile is taken from. */
const LEAST_READS = 200

export interface AtOnce {
  /** Runs under way at the same time, as the console counts them. */
  readonly running: number
  /** Milliseconds of the reads before the first of them was started. */
  readonly quiet: readonly number[]
  /** While all of them worked. */
  readonly working: readonly number[]
  /** While their programs were being started, and while the last of them ended. */
  readonly around: readonly number[]
  readonly heartbeats: number
  readonly reportedLate: number
  readonly wrong: readonly string[]
}

/** Tasks for as many executors, all under way at the same time, while somebody reads what the console shows. */
async function playOnce(stage: AgentsStage, nth: number, say: (line: string) => void): Promise<AtOnce> {
  const ids = Array.from({ length: AGENTS }, (_, i) => `at-once-${nth}-${i + 1}`)
  for (const id of ids) await stage.newTask(id, ASKED)
  await stage.setProtocol({ heartbeat_seconds: BEATS.forgivenSeconds })
  const { url, token } = stage.console
  const port = Number(new URL(url).port)
  const requests = ['/api/tasks', '/api/agents', '/api/agent-runs', `/api/tasks/${ids[0]}/protocol`].map((path) =>
    createRequestMaker(port, token).get(path, []),
  )
  const watcher = await openEventClient(url, token)
  let readUntil = Number.POSITIVE_INFINITY
  const wrong: string[] = []

  async function work(): Promise<{ begun: number; from: number; to: number; running: number }> {
    await pause(WARM_MS + QUIET_MS)
    const begun = performance.now()
    for (const id of ids) await stage.dispatched(id, { agent: 'executor-beating', reviewer: null })
    const all = (step: string): Promise<boolean> =>
      until(PATIENCE_MS, () => stepsOf(watcher, ids, step).length >= AGENTS)
    if (!(await all('ack_received'))) wrong.push('not every executor echoed its dispatch')
    const { items } = JSON.parse((await stage.console.get('/api/agent-runs?state=running')).text) as {
      items: unknown[]
    }
    say(`${items.length} agents work at the same time`)
    if (!(await all('task_result_received'))) wrong.push('not every executor handed in its result')
    for (const id of ids) await stage.becomes(id, 'awaiting_review')
    const from = Math.max(...stepsOf(watcher, ids, 'ack_received'))
    const to = Math.min(...stepsOf(watcher, ids, 'task_result_received'))
    return { begun, from, to, running: items.length }
  }

  try {
    const working = work().finally(() => {
      readUntil = performance.now()
    })
    const [reads, { begun, from, to, running }] = await Promise.all([
      readSteadily({ port, requests, ...READS }, () => readUntil),
      working,
    ])
    const between = (first: number, last: number): number[] =>
      reads.filter(({ due }) => due >= first && due < last).map(({ ms }) => ms)
    const within = between(from, to)
    if (running < AGENTS) wrong.push(`${running} agents ran at the same time, not ${AGENTS}`)
    if (within.length < LEAST_READS)
      wrong.push(`only ${within.length} reads were due while all worked; at least ${LEAST_READS} are asked for`)
    const lines = (await Promise.all(ids.map((id) => stage.lines(id)))).flat()
    const heartbeats = lines.filter(({ type }) => type === 'heartbeat_received')
    return {
      ...{ running, wrong, working: within, quiet: between(begun - QUIET_MS, begun) },
      around: [...between(begun, from), ...between(to, Number.POSITIVE_INFINITY)],
      heartbeats: heartbeats.reduce((sum, { data }) => sum + Number(data['count']), 0),
      reportedLate: lines.filter(({ type }) => type === 'heartbeat_warning').length,
    }
  } finally {
    readUntil = 0
    watcher.close()
  }
}

/**
 * As often as it takes until the machine was calm before it, and at most three times: on one that does other things, how long a read takes says
 * nothing about the console. The last time counts; of what went wrong and of warnings, every time.
 */
export async function playAtOnce(stage: AgentsStage, say: (line: string) => void): Promise<AtOnce> {
  let found = await playOnce(stage, 1, say)
  for (let nth = 2; nth <= MOST_TIMES && p95(found.quiet) > CALM_P95_MS; nth += 1) {
    say(`P95 of reads was ${p95(found.quiet)} ms before any agent ran: once more`)
    const { wrong, reportedLate } = found
    const next = await playOnce(stage, nth, say)
    found = { ...next, wrong: [...wrong, ...next.wrong], reportedLate: reportedLate + next.reportedLate }
  }
  return found
}

/** When each such step of these tasks was heard of. */
function stepsOf({ arrivals }: EventClient, ids: readonly string[], wanted: string): number[] {
  return arrivals
    .filter(({ name }) => name === 'protocol_changed')
    .filter(({ data }) => {
      const { task_id, step } = ProtocolEvent.parse(JSON.parse(data))
      return step === wanted && ids.includes(task_id)
    })
    .map(({ at }) => at)
}

export const p95 = (ms: readonly number[]): number => (ms.length === 0 ? 0 : hundredths(percentile(ms, 95)))
