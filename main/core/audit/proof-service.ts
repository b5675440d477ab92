import { Approval } from '../../../contract/approval.ts'
import type { ProofExport } from '../../../contract/audit-chain.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import { sha256 } from '../kernel/sha256.ts'
import { judgeDeposits, type TrustedDeposit } from './anchor-deposit.ts'
import type { Anchoring } from './anchoring.ts'
import type { AuditIndex } from './audit-index.ts'
import type { AuditPages, PageFilter } from './audit-pages.ts'
import type { EventLog } from './event-log.ts'
import type { LogVerification, ProvenLines } from './log-verification.ts'
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
  readonly index: Pick<AuditIndex, 'byCorrelation'> & AuditPages
  readonly verification: Pick<LogVerification, 'prove'>
  readonly anchoring: Pick<Anchoring, 'read'>
  readonly folders: ProofFolders
  readonly log: Pick<EventLog, 'record'>
  readonly keys: ProofKeys
  readonly clock: Clock
  readonly ids: IdSource
}

const MOST_LINES = 10_000
const PAGE = 200
/** Of lines that are read for a task: whoever may call tools decides how long they are. */
const MOST_BYTES = 64 * 1024 * 1024
/** A log of some ten million lines. */
const DEADLINE_MS = 60_000

export function createProofService(parts: ProofParts): ProofService {
  const { folders, keys } = parts

  /** Oldest first; `truncated` when older ones had to be left out. */
  function chosen(subject: Subject, correlationId: string): { events: readonly AuditEvent[]; truncated: boolean } {
    const told = parts.index.byCorrelation(correlationId, false)
    if (subject.kind === 'correlation') return told
    const bySeq = new Map(told.events.map((event) => [event.seq, event]))
    const all = { correlation_id: null, type: null, actor: null, since_ts: null, since_seq: null }
    const filter: PageFilter = { ...all, until_ts: null, until_seq: null, requests: false, task_id: subject.id }
    let from: number | null = null
    let bytes = 0
    for (let more = true; more && bySeq.size < 2 * MOST_LINES && bytes < MOST_BYTES; ) {
      const page = parts.index.page(filter, { forwards: false, from }, PAGE)
      for (const event of page.events) bySeq.set(event.seq, event)
      bytes += JSON.stringify(page.events).length
      from = page.events[0]?.seq ?? null
      more = page.older
    }
    const events = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
    const truncated = told.truncated || events.length > MOST_LINES || bytes >= MOST_BYTES
    return { events: events.slice(-MOST_LINES), truncated }
  }

  /** The latest deposit that knew the tree. What cannot be believed is left to the check of the chain. */
  async function latestDeposit(): Promise<TrustedDeposit | null> {
    const { trusted } = judgeDeposits(await parts.anchoring.read(), keys)
    return trusted.filter(({ tree }) => tree !== null).sort((a, b) => b.head.seq - a.head.seq)[0] ?? null
  }

  async function proven(seqs: readonly number[], deposit: TrustedDeposit | null): Promise<ProvenLines> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const found = await parts.verification.prove(seqs, deposit?.tree?.size ?? null, signal)
    const { verdict, tree, lines } = found
    if (!verdict.ok)
      throw new AppError('proof_not_possible', `${verdict.file} line ${verdict.line_number}: ${verdict.detail}.`)
    if (tree === null || lines.length !== seqs.length)
      throw new AppError('proof_not_possible', 'The signed head does not cover all of these lines yet; try again.')
    return found
  }

  return {
    export: async (call, subject, correlationId) => {
      const { events, truncated } = chosen(subject, correlationId)
      if (events.length === 0)
        throw new AppError('correlation_not_found', `Nothing was recorded under ${correlationId}.`)
      const deposit = await latestDeposit()
      const found = await proven(
        events.map(({ seq }) => seq),
        deposit,
      )
      const packages = await folders.evidenceOf(correlationId)
      const subjects = subjectsOf(events)
      const files: ProofFile[] = [
        { path: 'README.txt', bytes: proofReadme(subject, keys.fingerprint) },
        { path: 'verify.mjs', bytes: await folders.verifier() },
        { path: 'public-key.pem', bytes: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
        { path: 'lines.jsonl', bytes: Buffer.concat(found.lines.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])) },
        { path: 'inclusion.json', bytes: inclusionOf(found) },
        ...subjects.map(({ file, subject }) => ({ path: file, bytes: subject })),
        ...packages.flatMap((one) => one.files),
      ]
      const statement = (listed: readonly ListedFile[]): ProofStatement => ({
        ...{ subject, exported_at: timestamp(parts.clock), log: logOf(found), anchor: anchorOf(found, deposit) },
        approvals: subjects.map(({ approval_id, file }) => ({ approval_id, file })),
        packages: packages.map(({ files: _, ...about }) => about),
        left_out: truncated ? [`Lines before line ${events[0]?.seq}: there are too many.`] : [],
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
        anchored_seq: anchorOf(found, deposit) === null ? null : (deposit?.head.seq ?? null),
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

function anchorOf({ tree, consistency }: ProvenLines, deposit: TrustedDeposit | null): ProofStatement['anchor'] {
  const fits = deposit?.tree?.first_seq === tree?.first_seq && (deposit?.tree?.size ?? 0) <= (tree?.size ?? 0)
  return deposit === null || !fits ? null : { place: deposit.place, deposit: deposit.text, consistency }
}

const MAX_NAME = 40

/** Says what it is about as far as a file name can, and is never used twice. */
function proofId({ kind, id }: Subject, { clock, ids }: Pick<ProofParts, 'clock' | 'ids'>): string {
  const name = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
  return `${kind}-${name}-${timestamp(clock).replaceAll(/[^0-9TZ]/g, '')}-${ids.hex(2)}`.toLowerCase()
}
