import { setTimeout as pause } from 'node:timers/promises'
import { drive, type Span, type Stream, type StreamResult } from './load/drive.ts'
import { type EventClient, openEventClient } from './load/event-client.ts'
import { type LatencyFigures, latencyFigures } from './load/latencies.ts'
import { answerParent } from './process/answer-parent.ts'

/** Reads, writes and listeners at the same time. */
export interface LoadPlan {
  readonly reads: Stream | null
  /** Request n of `requests` must be about task n of `listeners.tasks`. */
  readonly writes: Stream | null
  readonly listeners: {
    readonly port: number
    readonly request: string
    readonly count: number
    readonly tasks: readonly string[]
  } | null
  readonly warmMs: number
  readonly ms: number
}

export interface LoadResult {
  readonly reads: StreamResult | null
  readonly writes: StreamResult | null
  /** From the instant at which a write was due to the arrival of its event, over all listeners. */
  readonly events: LatencyFigures | null
}

/** Time for the last events to arrive. */
const DRAIN_MS = 300

async function run(plan: LoadPlan): Promise<LoadResult> {
  const dueOf = new Map<string, number>()
  const arrivals: number[] = []
  const clients: EventClient[] = []
  const span: Span = { from: performance.now() + plan.warmMs, until: performance.now() + plan.warmMs + plan.ms }
  const onFrame = (chunk: Buffer, at: number): void => {
    for (const [, id] of chunk.toString('latin1').matchAll(/"task_id":"([a-z0-9-]+)","task":/g)) {
      const due = dueOf.get(id as string)
      if (due !== undefined && due >= span.from) arrivals.push(at - due)
    }
  }
  const { listeners } = plan
  for (let i = 0; i < (listeners?.count ?? 0); i++)
    if (listeners !== null) clients.push(await openEventClient(listeners.port, listeners.request, onFrame))
  const note = (place: number, due: number): void => {
    dueOf.set(listeners?.tasks[place] ?? '', due)
  }
  const [reads, writes] = await Promise.all([
    plan.reads === null ? null : drive(plan.reads, span, () => undefined),
    plan.writes === null ? null : drive(plan.writes, span, note),
  ])
  if (listeners !== null) await pause(DRAIN_MS)
  for (const client of clients) client.close()
  return { reads, writes, events: listeners === null ? null : latencyFigures(arrivals) }
}

answerParent<LoadPlan, LoadResult>(run)
