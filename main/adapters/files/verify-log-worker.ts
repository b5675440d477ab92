import { createPublicKey } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { Deposit } from '../../core/audit/anchor-deposit.ts'
import type { CheckedLog, DepositedHead, ProvenLine, ProvenLines } from '../../core/audit/log-verification.ts'
import { createMerkleRoot, createMerkleTree } from '../../core/audit/merkle-tree.ts'
import { type LineObserver, type ReadLog, readLogFolder } from './verify-log-folder.ts'

/** What the worker is given. */
export type VerifyTask = {
  readonly folder: string
  /** SPKI, PEM. */
  readonly publicKey: string
  readonly keyId: string
  readonly deposits: readonly Deposit[]
} & (
  | { readonly kind: 'check'; readonly tree: boolean }
  | { readonly kind: 'prove'; readonly seqs: readonly number[]; readonly heads: readonly DepositedHead[] }
)

/** What it says: how far it is, and at the end one result. */
export type VerifyMessage = { readonly done: number } | { readonly result: CheckedLog | ProvenLines }

const HASH_BYTES = 32

function say(message: VerifyMessage): void {
  parentPort?.postMessage(message)
}

function read(task: VerifyTask, observer: LineObserver | null): Promise<ReadLog> {
  const { folder, keyId, deposits } = task
  return readLogFolder(
    {
      ...{ folder, publicKey: createPublicKey(task.publicKey), keyId, deposits, isServiceRunning: true },
      onProgress: (done, total) => say({ done: total === 0 ? 1 : Math.min(1, done / total) }),
    },
    observer,
  )
}

/** The tree has to be the one of the head: not a line less, not a line more. */
function covers({ verdict, head }: ReadLog): boolean {
  return verdict.ok && head !== null && head.seq === verdict.last_seq && verdict.count > 0
}

async function check(task: VerifyTask, wantsTree: boolean): Promise<CheckedLog> {
  const tree = createMerkleRoot()
  const found = await read(task, wantsTree ? (_seq, hash) => tree.add(hash) : null)
  const first_seq = found.verdict.ok ? found.verdict.first_seq : 0
  const known = wantsTree && covers(found)
  return { ...found, tree: known ? { first_seq, size: tree.size, root: tree.root() } : null }
}

async function prove(task: VerifyTask, seqs: readonly number[], heads: readonly DepositedHead[]): Promise<ProvenLines> {
  const wanted = new Set(seqs)
  const kept: Omit<ProvenLine, 'path'>[] = []
  let hashes = Buffer.alloc(64 * 1024 * HASH_BYTES)
  let size = 0
  const found = await read(task, (seq, hash, bytes) => {
    if ((size + 1) * HASH_BYTES > hashes.length) hashes = Buffer.concat([hashes, Buffer.alloc(hashes.length)])
    hashes.write(hash, size * HASH_BYTES, 'hex')
    size++
    if (wanted.has(seq)) kept.push({ seq, bytes: Uint8Array.from(bytes) })
  })
  const { verdict } = found
  if (!verdict.ok || !covers(found)) return { ...found, tree: null, lines: [], head_path: [], deposits: [] }
  const tree = createMerkleTree(hashes.subarray(0, size * HASH_BYTES))
  return {
    ...found,
    tree: { first_seq: verdict.first_seq, size, root: tree.root() },
    lines: kept.map((line) => ({ ...line, path: tree.path(line.seq - verdict.first_seq) })),
    head_path: tree.path(size - 1),
    deposits: heads.flatMap((head) => {
      const leaf = head.seq - verdict.first_seq
      if (leaf < 0 || leaf >= size) return []
      const consistency = head.size === null || head.size > size ? [] : tree.consistency(head.size)
      return [{ ...head, path: tree.path(leaf), consistency }]
    }),
  }
}

/** The whole of this worker: one reading of one log. An error ends it, and its owner is told by Node. */
if (parentPort !== null) {
  const task = workerData as VerifyTask
  say({ result: task.kind === 'check' ? await check(task, task.tree) : await prove(task, task.seqs, task.heads) })
}
