import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { CheckedLog, LogVerification, ProvenLines } from '../../core/audit/log-verification.ts'
import type { VerifyMessage, VerifyTask } from './verify-log-worker.ts'

/** Reads the log in a thread of its own: hashing a million lines would hold up every request meanwhile. */
export function createLogVerification(options: {
  readonly folder: string
  readonly publicKey: KeyObject
  readonly keyId: string
}): LogVerification {
  const { folder, keyId } = options
  const about = { folder, keyId, publicKey: options.publicKey.export({ type: 'spki', format: 'pem' }).toString() }
  return {
    check: ({ deposits, tree }, onProgress, signal) =>
      inWorker({ ...about, deposits, kind: 'check', tree }, onProgress, signal),
    prove: (seqs, heads, signal) =>
      inWorker({ ...about, deposits: [], kind: 'prove', seqs, heads }, () => undefined, signal) as Promise<ProvenLines>,
  }
}

/** Beside this module: as source, or as it was built. */
function workerFile(): URL {
  const file = new URL(`./verify-log-worker${extname(import.meta.url)}`, import.meta.url)
  if (!existsSync(fileURLToPath(file))) throw new Error(`${fileURLToPath(file)} is missing`)
  return file
}

async function inWorker(
  task: VerifyTask,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<CheckedLog | ProvenLines> {
  signal.throwIfAborted()
  const worker = new Worker(workerFile(), { workerData: task, name: 'audit verification' })
  const stop = (): void => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<CheckedLog | ProvenLines>((resolve, reject) => {
      worker.on('message', (message: VerifyMessage) => {
        if ('result' in message) resolve(message.result)
        else onProgress(message.done)
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the check of the audit log ended without a result (code ${code})`)))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
