import type {
  EvidencePackage,
  EvidenceVerdict,
  EvidenceVerification,
  VerifyEvidence,
} from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { EventDraft, EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { EvidenceShelf } from './evidence-shelf.ts'
import { createVerdictSum, type NamingTask, type VerdictSum } from './verdict-sum.ts'

/** Hashes evidence again, one question at a time, in pieces between which others have their turn. */
export interface EvidenceVerifying {
  state(): EvidenceVerification
  /**
   * Begins; resolves to the outcome, whatever it is, once its line is in the log. Throws AppError `evidence_verification_running`,
   * `task_not_found`; rejects with `audit_unavailable`.
   */
  verify(by: Call, of: VerifyEvidence): Promise<EvidenceVerdict>
  /** Throws AppError `evidence_verification_not_running`. */
  cancel(): EvidenceVerification
  /** Breaks off what runs. */
  close(): Promise<void>
}

export interface EvidenceVerifyingParts {
  readonly shelf: EvidenceShelf
  /** Every valid task, with the packages that it and its runs name. */
  readonly tasks: () => Iterable<NamingTask>
  /** Throws AppError `task_not_found`. */
  readonly taskOf: (taskId: string) => NamingTask
  readonly log: Pick<EventLog, 'record'>
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Progress is pushed no more often than this, in milliseconds. */
const PROGRESS_PACE_MS = 250

interface Running {
  readonly of: VerifyEvidence
  readonly started_at: string
  readonly sum: VerdictSum
  readonly stop: AbortController
  /** Correlation ids that were done, of how many. */
  done: number
  all: number
}

export function createEvidenceVerifying(parts: EvidenceVerifyingParts): EvidenceVerifying {
  const { shelf, hub, clock } = parts
  let running: Running | null = null
  let ended: Promise<unknown> = Promise.resolve()
  let last: EvidenceVerdict | null = null
  let pushedMs = Number.NEGATIVE_INFINITY

  function state(): EvidenceVerification {
    if (running === null) return { running: null, last }
    const { of, started_at, sum, done, all } = running
    const { packages, bytes } = sum.now()
    return { running: { of, started_at, packages, bytes, fraction: all === 0 ? 0 : done / all }, last }
  }

  function push(atOnce: boolean): void {
    if (!atOnce && clock.now() - pushedMs < PROGRESS_PACE_MS) return
    pushedMs = clock.now()
    const about = { seq: hub.latestSeq, ts: timestamp(clock), correlation_id: 'evidence' }
    hub.publish('evidence_verify_progress', { ...about, verification: state() })
  }

  async function hashAll(
    run: Running,
    ids: readonly string[],
    tasks: ReadonlyMap<string, NamingTask[]>,
  ): Promise<void> {
    run.all = ids.length
    for (const correlation_id of ids) {
      const listed: EvidencePackage[] = []
      for (const package_id of await shelf.packageIds(correlation_id)) {
        const found = await shelf.check({ correlation_id, package_id }, run.stop.signal)
        run.stop.signal.throwIfAborted()
        if (found === null) continue
        listed.push(found)
        run.sum.add(found)
        push(false)
      }
      run.sum.compare(listed, tasks.get(correlation_id) ?? [])
      run.done += 1
    }
  }

  async function hash(run: Running): Promise<void> {
    const { of } = run
    if (of.task_id !== undefined) {
      const task = parts.taskOf(of.task_id)
      return hashAll(run, [task.correlation_id], new Map([[task.correlation_id, [task]]]))
    }
    const tasks = Map.groupBy(
      [...parts.tasks()].filter(({ correlation_id }) => of.all === true || correlation_id === of.correlation_id),
      ({ correlation_id }) => correlation_id as string,
    )
    if (of.correlation_id !== undefined) return hashAll(run, [of.correlation_id], tasks)
    const { ids, unnamed } = await shelf.correlations()
    for (const name of unnamed) run.sum.stranger(name)
    const naming = [...tasks].filter(([, those]) => those.some(({ evidence }) => evidence.length > 0))
    return hashAll(run, [...new Set([...ids, ...naming.map(([id]) => id)])], tasks)
  }

  /** What it came to, however it ended. */
  async function outcome(run: Running): Promise<EvidenceVerdict> {
    let ending: Pick<EvidenceVerdict, 'state' | 'failure'>
    try {
      await hash(run)
      const { altered, missing } = run.sum.now()
      ending = { state: altered.length + missing.length === 0 ? 'whole' : 'altered', failure: null }
    } catch (error) {
      ending = run.stop.signal.aborted
        ? { state: 'cancelled', failure: null }
        : { state: 'failed', failure: wordsOf(error) }
      if (!run.stop.signal.aborted) parts.logger.error({ err: error }, 'evidence could not be hashed again')
    }
    const { of, started_at, sum } = run
    return { of, ...ending, started_at, finished_at: timestamp(clock), ...sum.now() }
  }

  async function verify(by: Call, run: Running): Promise<EvidenceVerdict> {
    push(true)
    const verdict = await outcome(run)
    running = null
    last = verdict
    push(true)
    await parts.log.record({ ...lineOf(by, run.of, verdict), route: null, status: null })
    return verdict
  }

  return {
    state,
    verify: (by, of) => {
      if (running !== null) throw new AppError('evidence_verification_running', 'One question at a time is answered.')
      if (of.task_id !== undefined) parts.taskOf(of.task_id)
      const run = {
        of,
        started_at: timestamp(clock),
        sum: createVerdictSum(),
        stop: new AbortController(),
        done: 0,
        all: 0,
      }
      running = run
      const mine = verify(by, run)
      ended = mine.catch(() => undefined)
      return mine
    },
    cancel: () => {
      if (running === null) throw new AppError('evidence_verification_not_running', 'Nothing is being hashed again.')
      running.stop.abort()
      return state()
    },
    close: async () => {
      running?.stop.abort()
      await ended
    },
  }
}

/** The outcome for the log: how many, and the first that do not fit. */
function lineOf(by: Call, of: VerifyEvidence, verdict: EvidenceVerdict): Omit<EventDraft, 'route' | 'status'> {
  const { state, failure, packages, artifacts, bytes, altered, missing, left_out } = verdict
  const what: JsonObject =
    of.all === true
      ? { all: true }
      : { [of.task_id === undefined ? 'correlation_id' : 'task_id']: of.task_id ?? of.correlation_id ?? '' }
  return {
    ...{ type: 'evidence_verified', actor: by.actor, correlation_id: by.correlation_id, task_id: of.task_id ?? null },
    data: {
      ...{
        of: what,
        state,
        failure,
        packages,
        artifacts,
        bytes,
        altered: altered.length,
        missing: missing.length,
        left_out,
      },
      problems: [...altered, ...missing].slice(0, 5),
    },
  }
}

function wordsOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  return `the disk could not be read (${typeof code === 'string' ? code : 'unknown'})`
}
