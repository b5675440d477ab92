import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type HeadVerdict, judgeHead, signHead } from '../../core/audit/head-signature.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { stageFile } from '../disk/atomic-write.ts'
import type { FolderSync } from '../disk/folder-sync.ts'

export const HEAD_FILE = 'head.json'

/** The pair that signs heads. It is kept apart from the log, by someone else. */
export interface HeadKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly keyId: string
}

/** What a head says of the log. Only lines that the disk holds. */
export interface HeadPosition {
  readonly seq: number
  readonly hash: string
  readonly prev_hash: string
  /** Lines in the log. */
  readonly count: number
}

/** Reads and judges `head.json`. */
export async function readHead(folder: string, publicKey: KeyObject, keyId: string): Promise<HeadVerdict> {
  const text = await readFile(join(folder, HEAD_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return judgeHead(text, publicKey, keyId)
}

/** Keeps `head.json` close behind the log. */
export interface HeadSigner {
  /** The log has grown: a head follows within the interval, in the background. */
  grown(): void
  /** Writes a head of the present position; resolves when the disk holds it. */
  sign(state: 'open' | 'closed'): Promise<void>
  signedSeq(): number
  /** No more heads in the background. */
  stop(): void
}

export interface HeadSignerOptions {
  readonly folder: string
  readonly keys: HeadKeys
  readonly clock: Clock
  readonly logger: Logger
  readonly folderSync: FolderSync
  readonly signEveryMs: number
  readonly position: () => HeadPosition
}

export function createHeadSigner(options: HeadSignerOptions): HeadSigner {
  const target = join(options.folder, HEAD_FILE)
  let signedSeq = 0
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let writing: Promise<void> = Promise.resolve()
  let failing = false

  async function write(state: 'open' | 'closed'): Promise<void> {
    const position = options.position()
    const statement = { ...position, ts: timestamp(options.clock), state, key_id: options.keys.keyId }
    const head = signHead(statement as Parameters<typeof signHead>[0], options.keys.privateKey)
    const staged = await stageFile(target, `${JSON.stringify(head)}\n`, 0o600)
    await staged.commit().catch((error) => staged.discard().then(() => Promise.reject(error)))
    await options.folderSync.sync()
    signedSeq = position.seq
  }

  function sign(state: 'open' | 'closed'): Promise<void> {
    // One at a time and in order: an older head must never replace a newer one.
    const mine = writing.catch(() => undefined).then(() => write(state))
    writing = mine
    return mine
  }

  async function signInBackground(): Promise<void> {
    timer = null
    try {
      await sign('open')
      failing = false
    } catch (error) {
      if (!failing)
        options.logger.error({ err: error, file: target }, 'the signed head of the audit log cannot be written')
      failing = true
    }
    if (signedSeq < options.position().seq) schedule()
  }

  function schedule(): void {
    if (stopped || timer !== null) return
    timer = setTimeout(() => void signInBackground(), options.signEveryMs)
    timer.unref()
  }

  return {
    grown: schedule,
    sign,
    signedSeq: () => signedSeq,
    stop: () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
