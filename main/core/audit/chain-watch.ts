import type { AnchorState, ChainState, SignedTree } from '../../../contract/audit-chain.ts'
import type { SignedHead } from '../../../contract/audit-event.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { AppError } from '../kernel/app-error.ts'
import { SYSTEM } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { Anchoring } from './anchoring.ts'
import type { EventDraft, EventLog } from './event-log.ts'
import type { CheckedLog, LogVerification } from './log-verification.ts'
import type { ChainVerdict } from './tamper.ts'

/** Checks the chain from time to time and on demand, and knows what came of it. */
export interface ChainWatch {
  state(): ChainState
  /** Begins a check, unless one runs. Returns at once. */
  verify(actor: Actor): ChainState
  /** Checks the chain and deposits its head at every anchor. Rejects with AppError `proof_not_possible` when the chain is not sound. */
  anchor(actor: Actor): Promise<AnchorState[]>
  /** Resolves when no check runs. */
  idle(): Promise<void>
  /** What an operator must know, in words. */
  warnings(): string[]
  /** A first check soon, then one every so often. */
  begin(): void
  /** Breaks off a check that runs, and deposits the head a last time unless the chain is broken. */
  close(): Promise<void>
}

export interface ChainWatchParts {
  readonly verification: LogVerification
  readonly anchoring: Anchoring
  /** The head as it is signed on the disk; null when there is none that can be believed. */
  readonly signedHead: () => Promise<SignedHead | null>
  /** Signs the root of a tree. */
  readonly sign: (tree: Omit<SignedTree, 'key_id' | 'signature'>) => SignedTree
  readonly log: Pick<EventLog, 'record' | 'head'>
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly key: { readonly keyId: string; readonly fingerprint: string }
  /** 0: never by itself. */
  readonly everyMs: number
}

/** The first check does not compete with the start. */
const FIRST_AFTER_MS = 5000
/** How long one anchor may take, in milliseconds; at the end the whole console must stop within two seconds. */
const ANCHOR_DEADLINE_MS = 30_000
const LAST_DEADLINE_MS = 800

type Known = Omit<ChainState, 'state' | 'progress' | 'next_at' | 'head' | 'anchors'>
const ABOUT = { correlation_id: 'audit-log', task_id: null, route: null, status: null } as const

export function createChainWatch(parts: ChainWatchParts): ChainWatch {
  const { clock, timers, log } = parts
  const stop = new AbortController()
  let known: Known = {
    ...{ last_state: 'unverified', last_verified_at: null, verified_seq: null, lines: null },
    ...{ seconds: null, tampering: null, failure: null },
  }
  let running: Promise<void> | null = null
  let progress = 0
  let nextMs: number | null = null
  let cancel: () => void = () => undefined

  const state = (): ChainState => {
    const { seq, signed_seq, hash } = log.head()
    const { keyId, fingerprint } = parts.key
    return {
      state: running === null ? known.last_state : 'verifying',
      ...known,
      progress: running === null ? null : progress,
      next_at: nextMs === null ? null : new Date(nextMs).toISOString(),
      head: { seq, signed_seq, hash: hash as Sha256, key_id: keyId, key_fingerprint: fingerprint as Sha256 },
      anchors: parts.anchoring.states(),
    }
  }

  function tell(): void {
    const about = { ts: timestamp(clock), correlation_id: ABOUT.correlation_id }
    parts.hub.publish('chain_changed', { seq: parts.hub.latestSeq, ...about, chain: state() })
  }

  async function check(actor: Actor): Promise<void> {
    const began = clock.now()
    const seconds = (): number => (clock.now() - began) / 1000
    const last_verified_at = timestamp(clock)
    try {
      const deposits = await parts.anchoring.read()
      const options = { deposits, tree: parts.anchoring.states().length > 0 }
      const found = await parts.verification.check(options, (done) => (progress = done), stop.signal)
      known = { ...outcome(found.verdict), last_verified_at, seconds: seconds(), failure: null }
      if (!found.verdict.ok) parts.logger.error({ tampering: known.tampering }, 'the audit chain is broken')
      // Only a chain that was found sound is vouched for elsewhere.
      else await deposit(found, actor)
    } catch (error) {
      if (stop.signal.aborted) return
      const failure = error instanceof Error ? error.message : String(error)
      // What an earlier check found broken stays broken until a check says otherwise.
      const last_state = known.last_state === 'broken' ? 'broken' : 'unverified'
      known = { ...known, last_state, failure }
      parts.logger.error({ err: error }, 'the audit chain could not be checked')
    }
    await log.record(lineOf(actor, known)).catch((err) => {
      parts.logger.error({ err }, 'the line of a check of the audit chain could not be written')
    })
  }

  async function deposit({ head, tree }: CheckedLog, actor: Actor): Promise<void> {
    if (head === null || tree === null) return
    const signed = parts.sign({ ...tree, root: tree.root as Sha256, head_hash: head.hash })
    await parts.anchoring.deposit({ head, tree: signed }, actor, ANCHOR_DEADLINE_MS)
  }

  function verify(actor: Actor): ChainState {
    if (running === null && !stop.signal.aborted) {
      progress = 0
      running = check(actor).finally(() => {
        running = null
        if (!stop.signal.aborted) tell()
      })
      tell()
    }
    return state()
  }

  function schedule(ms: number): void {
    if (stop.signal.aborted) return
    nextMs = clock.now() + ms
    cancel = timers.after(ms, () => {
      nextMs = null
      verify(SYSTEM)
      void idle().then(() => schedule(parts.everyMs))
    })
  }

  const idle = async (): Promise<void> => {
    await running
  }

  return {
    ...{ state, verify, idle },
    anchor: async (actor) => {
      await idle()
      verify(actor)
      await idle()
      if (known.last_state === 'ok') return parts.anchoring.states()
      throw new AppError('proof_not_possible', known.tampering?.detail ?? known.failure ?? 'The chain was not checked.')
    },
    warnings: () => {
      const { tampering, failure } = known
      const broken = tampering && `${tampering.kind}: ${tampering.file} line ${tampering.line}, seq ${tampering.seq}`
      return [
        ...(broken === null ? [] : [`the audit chain is broken: ${broken}: ${tampering?.detail}`]),
        ...(failure === null ? [] : [`the audit chain could not be checked: ${failure}`]),
        ...parts.anchoring
          .states()
          .filter((one) => one.failure !== null)
          .map((one) => `the audit log could not be anchored at ${one.place}: ${one.failure}`),
      ]
    },
    begin: () => {
      if (parts.everyMs > 0) schedule(FIRST_AFTER_MS)
    },
    close: async () => {
      cancel()
      stop.abort()
      await idle()
      if (known.last_state === 'broken' || parts.anchoring.states().length === 0) return
      const head = await parts.signedHead()
      if (head !== null) await parts.anchoring.deposit({ head, tree: null }, SYSTEM, LAST_DEADLINE_MS)
    },
  }
}

function outcome(verdict: ChainVerdict): Pick<Known, 'last_state' | 'verified_seq' | 'lines' | 'tampering'> {
  if (verdict.ok) return { last_state: 'ok', verified_seq: verdict.last_seq, lines: verdict.count, tampering: null }
  const { kind, file, line_number, seq, detail } = verdict
  const tampering = { kind, file, line: line_number, seq, detail }
  return { last_state: 'broken', verified_seq: null, lines: null, tampering }
}

function lineOf(actor: Actor, { last_state, verified_seq, lines, seconds, tampering, failure }: Known): EventDraft {
  return {
    ...{ type: 'audit_verified', actor, ...ABOUT },
    data: { state: last_state, verified_seq, lines, seconds, tampering: tampering && { ...tampering }, failure },
  }
}
