import type { ProtocolSettings } from '../../../contract/agent.ts'
import type { ProtocolRow, ProtocolRows } from '../../../contract/protocol-view.ts'
import type { Clock } from '../kernel/clock.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { isOpenPhase, roundsLeft } from './phase.ts'
import type { RowsWanted } from './protocol-service.ts'
import type { RoundWatch } from './round-watch.ts'
import { openOf, type Standing, type Standings } from './standing.ts'

interface Parts {
  readonly store: Pick<TaskStore, 'index'>
  readonly standings: Standings
  readonly watch: Pick<RoundWatch, 'due'>
  readonly settings: () => Pick<ProtocolSettings, 'max_rounds' | 'redispatch'>
  readonly clock: Clock
}

/** What the console gives out again by itself has this long until it waits for a person after all, in milliseconds. */
const BY_ITSELF_MS = 60_000

/** Where the tasks stand that were ever dispatched, from memory. What stood longest comes first. */
export function protocolRows(parts: Parts, { waiting, limit }: RowsWanted): ProtocolRows {
  const found: { readonly standing: Standing; readonly since: string; readonly ms: number }[] = []
  for (const taskId of parts.store.index.ids()) {
    const task = parts.store.index.get(taskId)?.task ?? null
    if (task === null || task.rounds.length === 0) continue
    const standing = parts.standings(task)
    const { last, broken } = standing.reading
    if (last === null && broken.length === 0) continue
    const since = sinceWhen(standing)
    const ms = Date.parse(since)
    if (!waiting || waitsForPerson(parts, standing, ms)) found.push({ standing, since, ms: Number.isNaN(ms) ? 0 : ms })
  }
  found.sort((a, b) => a.ms - b.ms || (a.standing.task.task_id < b.standing.task.task_id ? -1 : 1))
  const items = found.slice(0, limit).map(({ standing, since }) => rowOf(parts, standing, since))
  return { items, left_out: found.length - items.length }
}

function rowOf(parts: Parts, standing: Standing, since: string): ProtocolRow {
  const { task, reading, phase } = standing
  const open = openOf(standing)
  return {
    ...{ task_id: task.task_id, title: task.title, phase, since },
    round: reading.last?.round.dispatch.round ?? 0,
    rounds_left: roundsLeft(phase, reading, parts.settings().max_rounds),
    due: open === null ? null : parts.watch.due(open),
    faults: standing.faults().length,
  }
}

function waitsForPerson({ settings, clock }: Parts, standing: Standing, since: number): boolean {
  const { reading, phase } = standing
  if (phase === 'decided') return false
  if (phase === 'locked' || phase === 'awaiting_person') return true
  if (phase === 'awaiting_dispatch') {
    const isByItself =
      settings().redispatch === 'automatic' &&
      reading.last?.round.verdict?.decision === 'reject' &&
      reading.last.round.dispatch.agent !== null
    return !isByItself || !(since + BY_ITSELF_MS > clock.now())
  }
  return standing.faults().length > 0
}

/** When what is now began. */
function sinceWhen({ task, reading, phase }: Standing): string {
  if (reading.last === null) return task.updated_at ?? task.created_at
  const { dispatch, ack, result, observed, verdict, ended } = reading.last.round
  if (phase === 'locked' && reading.lock !== null) return reading.lock.locked_at
  if (phase === 'decided' && task.verdict !== null) return task.verdict.decided_at
  const steps = [verdict?.reviewed_at, observed?.observed_at, result?.received_at, ack?.acked_at]
  const latest = steps.find((at) => at !== undefined) ?? dispatch.dispatched_at
  return isOpenPhase(phase) ? latest : (ended?.at ?? latest)
}
