import { Approval } from '../../../contract/approval.ts'
import type { ProofExport } from '../../../contract/audit-chain.ts'
import type { AuditEvent, LinesLeftOut } from '../../../contract/audit-event.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { NextTurn } from '../kernel/next-turn.ts'
import { sha256 } from '../kernel/sha256.ts'
import { type DepositOfKey, depositOfKey, judgeDeposits } from './anchor-deposit.ts'
import type { Anchoring } from './anchoring.ts'
import type { AuditTrails } from './audit-index.ts'
import type { EventLog } from './event-log.ts'
import type { DepositedHead, LogVerification, ProvenLines } from './log-verification.ts'
import type { ListedFile, ProofFile, ProofFolders } from './proof-folders.ts'
import { type ProofKeys, type ProofStatement, proofManifest } from './proof-manifest.ts'
import { proofReadme } from './proof-readme.ts'

type Subject = ProofExport['subject']

/** Writes proof folders. */
export interface ProofService {
  /**
   * About everything told under a correlation id, or about a task and its correlation id. Throws AppError `correlation_not_found`,
   * `proof_not_possible` when the log does not verify, `storage_failed`, `audit_unavailable`.
   */
  export(call: Call, subject: Subject, correlationId: string): Promise<ProofExport>
}

export interface ProofParts {
  readonly index: AuditTrails
  readonly verification: Pick<LogVerification, 'prove'>
  readonly anchoring: Pick<Anchoring, 'read'>
  readonly folders: ProofFolders
  readonly log: Pick<EventLog, 'record'>
  readonly keys: ProofKeys
  readonly clock: Clock
  readonly ids: IdSource
  readonly nextTurn: NextTurn
}

const MOST_LINES = 10_000
/** One each hour makes some 9000 a year. */
const MOST_DEPOSITS = 10_000
const DEPOSITS_AT_ONCE = 200
/** Lines that are read without giving others their turn: each can have some 64 KiB. */
const LINES_AT_ONCE = 50
/** Whoever may call tools decides how long lines are. */
const MOST_BYTES = 64 * 1024 * 1024
/** A log of some ten million lines. */
const DEADLINE_MS = 60_000

interface Chosen {
  readonly events: readonly AuditEvent[]
  readonly left_out: LinesLeftOut
}

export function createProofService(parts: ProofParts): ProofService {
  const { folders, keys } = parts

  /** Oldest first. Requests that were answered are told of nowhere in a proof. */
  async function chosen(subject: Subject, correlation_id: string): Promise<Chosen> {
    const about = { correlation_id, also: subject.kind === 'task' ? { task_id: subject.id } : null }
    const { seqs, left_out } = parts.index.choose(about, { lines: MOST_LINES, bytes: MOST_BYTES })
    const events: AuditEvent[] = []
    for (let at = 0; at < seqs.length; at += LINES_AT_ONCE) {
      events.push(...parts.index.lines(seqs.slice(at, at + LINES_AT_ONCE)))
      await parts.nextTurn()
    }
    return { events, left_out }
  }

  /** What was deposited with the key of this log, newest first, each once. Signatures are left to who verifies: there can be thousands. */
  async function depositsFound(): Promise<readonly DepositOfKey[]> {
    const once = new Map<string, DepositOfKey>()
    for (const [at, deposit] of (await parts.anchoring.read()).entries()) {
      const read = depositOfKey(deposit, keys.keyId)
      if (read !== null) once.set(read.text, read)
      if (at % DEPOSITS_AT_ONCE === 0) await parts.nextTurn()
    }
    return [...once.values()].sort((a, b) => b.head.seq - a.head.seq).slice(0, MOST_DEPOSITS)
  }

  async function proven(seqs: readonly number[], deposits: readonly DepositOfKey[]): Promise<ProvenLines> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const found = await parts.verification.prove(seqs, deposits.map(headOf), signal)
    const { verdict, tree, lines } = found
    if (!verdict.ok)
      throw new AppError('proof_not_possible', `${verdict.file} line ${verdict.line_number}: ${verdict.detail}.`)
    if (tree === null || lines.length !== seqs.length)
      throw new AppError('proof_not_possible', 'The signed head does not cover all of these lines yet; try again.')
    return found
  }

  return {
    export: async (call, subject, correlationId) => {
      const { events, left_out } = await chosen(subject, correlationId)
      if (events.length === 0)
        throw new AppError('correlation_not_found', `Nothing was recorded under ${correlationId}.`)
      const deposits = await depositsFound()
      const found = await proven(
        events.map(({ seq }) => seq),
        deposits,
      )
      const latest = latestIn(found, deposits, keys)
      const packages = await folders.evidenceOf(correlationId)
      const subjects = subjectsOf(events)
      const files: ProofFile[] = [
        { path: 'README.txt', bytes: proofReadme(subject, keys.fingerprint) },
        { path: 'verify.mjs', bytes: await folders.verifier() },
        { path: 'public-key.pem', bytes: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
        { path: 'lines.jsonl', bytes: Buffer.concat(found.lines.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])) },
        { path: 'inclusion.json', bytes: inclusionOf(found) },
        { path: 'deposits.json', bytes: waysOf(found, deposits) },
        ...subjects.map(({ file, subject }) => ({ path: file, bytes: subject })),
        ...packages.flatMap((one) => one.files),
      ]
      const statement = (listed: readonly ListedFile[]): ProofStatement => ({
        ...{ subject, exported_at: timestamp(parts.clock), log: logOf(found), anchor: anchorOf(latest) },
        approvals: subjects.map(({ approval_id, file }) => ({ approval_id, file })),
        packages: packages.map(({ files: _, ...about }) => about),
        left_out_lines: left_out,
        files: listed,
      })
      let text = ''
      let listed: readonly ListedFile[] = []
      const proof_id = proofId(subject, parts)
      const folder = await folders.write(proof_id, files, (written) => {
        listed = written
        text = proofManifest(statement(written), keys)
        return text
      })
      const made: ProofExport = {
        ...{ proof_id, subject, folder, files: listed.length + 1 },
        bytes: listed.reduce((sum, file) => sum + file.bytes, Buffer.byteLength(text)),
        ...{ lines: found.lines.length, first_seq: events[0]?.seq ?? 0, last_seq: events.at(-1)?.seq ?? 0 },
        ...{ head_seq: found.head?.seq ?? 0, manifest_sha256: sha256(text) },
        key_fingerprint: keys.fingerprint as Sha256,
        anchored_seq: latest?.head.seq ?? null,
        doubtful: packages
          .filter(({ state }) => state !== 'whole')
          .map(({ package_id, problems }) => ({ correlation_id: correlationId, package_id, problems: [...problems] })),
      }
      await tell(call, made)
      return made
    },
  }

  /** A proof that the log does not know of is not given out. */
  async function tell({ actor, correlation_id }: Call, made: ProofExport): Promise<void> {
    const { folder, subject, ...facts } = made
    const task_id = subject.kind === 'task' ? subject.id : null
    const data = { ...facts, subject: { ...subject } }
    const about = { actor, correlation_id, task_id, route: null, status: null }
    await parts.log.record({ type: 'proof_exported', ...about, data }).catch(async (error) => {
      await folders.remove(made.proof_id)
      throw error
    })
  }
}

/** The subject of every approval that the lines tell of, in a file of its own. */
function subjectsOf(events: readonly AuditEvent[]) {
  const subjects = new Map<string, string>()
  for (const { data } of events) {
    const { data: approval } = Approval.pick({ approval_id: true, subject: true }).strip().safeParse(data['approval'])
    if (approval !== undefined) subjects.set(approval.approval_id, approval.subject)
  }
  return [...subjects].map(([approval_id, subject]) => ({
    approval_id,
    subject,
    file: `approvals/${approval_id}.json`,
  }))
}

function inclusionOf({ lines }: ProvenLines): string {
  return `${canonicalJson({ lines: lines.map(({ seq, path }) => ({ seq, path })) })}\n`
}

function logOf({ head, tree, head_path }: ProvenLines): ProofStatement['log'] {
  if (head === null || tree === null) throw new AppError('internal', 'a proof without a tree')
  const { first_seq, size, root } = tree
  return { first_seq, head, tree: { size, root }, head_path }
}

const headOf = ({ head, tree }: DepositOfKey): DepositedHead => ({ seq: head.seq, size: tree?.size ?? null })

const keyOf = ({ seq, size }: DepositedHead): string => `${seq} ${size}`

/** For every deposit, by the sha256 of its line, how it is in the log. */
function waysOf({ deposits: ways }: ProvenLines, deposits: readonly DepositOfKey[]): string {
  const byHead = new Map(ways.map((way) => [keyOf(way), way]))
  const all = deposits.flatMap((deposit) => {
    const way = byHead.get(keyOf(headOf(deposit)))
    return way === undefined ? [] : [{ sha256: sha256(deposit.text), path: way.path, consistency: way.consistency }]
  })
  return `${canonicalJson({ deposits: all })}\n`
}

/** The latest that can be believed and knew a tree of this log. */
function latestIn({ tree }: ProvenLines, deposits: readonly DepositOfKey[], keys: ProofKeys): DepositOfKey | null {
  const fits = (one: DepositOfKey['tree']): boolean =>
    one !== null && one.first_seq === tree?.first_seq && one.size <= tree.size
  return deposits.find((one) => fits(one.tree) && judgeDeposits([one], keys).bad === null) ?? null
}

const anchorOf = (latest: DepositOfKey | null): ProofStatement['anchor'] =>
  latest === null ? null : { place: latest.place, deposit: latest.text }

const MAX_NAME = 40

/** Says what it is about as far as a file name can, and is never used twice. */
function proofId({ kind, id }: Subject, { clock, ids }: Pick<ProofParts, 'clock' | 'ids'>): string {
  const name = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
  return `${kind}-${name}-${timestamp(clock).replaceAll(/[^0-9TZ]/g, '')}-${ids.hex(2)}`.toLowerCase()
}
