import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { openJsonlEventLog } from '../../main/adapters/files/jsonl-event-log.ts'
import { verifyLogFolder } from '../../main/adapters/files/verify-log-folder.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import { createBodyWriter } from '../../main/core/audit/hash-chain.ts'
import { answerParent } from './process/answer-parent.ts'

export type AuditQuestion =
  | { readonly append: 'chained' | 'plain'; readonly folder: string; readonly lines: number; readonly inFlight: number }
  /** Reads what the last chained run left. */
  | { readonly verify: true }

const keys = { ...generateKeyPairSync('ed25519'), keyId: 'bench' }
const actor: EventDraft['actor'] = { sub: 'bench', scopes: ['admin'], door: 'http' }
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const clock = { now: (): number => Date.now() }
let chained = ''

const draft = (n: number): EventDraft => ({
  ...{ type: 'request_served', actor, correlation_id: `req-bench-${n.toString(36)}`, task_id: null },
  ...{ route: 'GET /api/tasks/{task_id}', status: 200, data: { ms: (n % 100) / 10 } },
})

/** Records `lines` lines with `inFlight` callers, each of whom waits for the disk. Lines per second. */
async function perSecond(lines: number, inFlight: number, record: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < lines) await record(next++)
    }),
  )
  return (lines * 1000) / (performance.now() - began)
}

async function appendChained(parent: string, lines: number, inFlight: number): Promise<number> {
  const folder = mkdtempSync(join(parent, 'audit-'))
  const { log, close } = await openJsonlEventLog({
    ...{ folder, keys, clock, logger: silent, recover: null, signEveryMs: 100 },
    maxSegmentBytes: 64 * 1024 * 1024,
    onCommitted: () => undefined,
    // Every round has a new log in a new folder: none was begun there before.
    witness: { exists: () => false, create: () => undefined },
  })
  const result = await perSecond(lines, inFlight, (n) => log.record(draft(n)))
  await close()
  chained = folder
  return result
}

/** The least that a durable log is: lines gathered while the disk is busy, one append and one fdatasync for all of them. */
async function appendPlain(parent: string, lines: number, inFlight: number): Promise<number> {
  const handle = await open(join(mkdtempSync(join(parent, 'plain-')), 'events.jsonl'), 'a')
  const writeBody = createBodyWriter()
  let waiting: { text: string; done: () => void }[] = []
  let running = false

  async function run(): Promise<void> {
    running = true
    while (waiting.length > 0) {
      await new Promise(setImmediate)
      const batch = waiting
      waiting = []
      await handle.write(batch.map(({ text }) => text).join(''))
      await handle.datasync()
      for (const { done } of batch) done()
    }
    running = false
  }

  const padding = '0'.repeat(64)
  const ts = new Date().toISOString()
  const result = await perSecond(lines, inFlight, (n) => {
    const body = writeBody(draft(n), ts)
    const text = `{"seq":${n + 1},${body},"prev_hash":"${padding}"}\n`
    return new Promise<void>((done) => {
      waiting.push({ text, done })
      if (!running) void run()
    })
  })
  await handle.close()
  return result
}

async function verify(): Promise<number> {
  const began = performance.now()
  const { publicKey, keyId } = keys
  const verdict = await verifyLogFolder({
    ...{ folder: chained, publicKey, keyId, isServiceRunning: false, deposits: [], onProgress: () => undefined },
  })
  if (!verdict.ok) throw new Error(`the log does not verify: ${JSON.stringify(verdict)}`)
  return (verdict.count * 1000) / (performance.now() - began)
}

answerParent<AuditQuestion, number>((question) => {
  if ('verify' in question) return verify()
  const append = question.append === 'chained' ? appendChained : appendPlain
  return append(question.folder, question.lines, question.inFlight)
})
