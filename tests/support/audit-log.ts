import { generateKeyPairSync } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type EventLogOptions,
  type OpenedEventLog,
  openJsonlEventLog,
} from '../../main/adapters/files/jsonl-event-log.ts'
import type { LogWitness } from '../../main/adapters/files/log-opening.ts'
import { listSegments } from '../../main/adapters/files/log-segments.ts'
import type { HeadKeys } from '../../main/adapters/files/signed-head.ts'
import { verifyLogFolder } from '../../main/adapters/files/verify-log-folder.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import type { ChainVerdict } from '../../main/core/audit/tamper.ts'
import type { Logger } from '../../main/core/kernel/logger.ts'
import { StartupError } from '../../main/core/kernel/startup-error.ts'

export function makeKeys(keyId: string): HeadKeys {
  return { ...generateKeyPairSync('ed25519'), keyId }
}

export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

/** A logger that keeps what it is told. */
export function keepingLogger(): Logger & { readonly lines: readonly LoggedLine[] } {
  const lines: LoggedLine[] = []
  const at =
    (level: LoggedLine['level']) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      lines.push({ level, fields, message })
    }
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

export const SYSTEM_CLOCK = { now: (): number => Date.now() }

const OPERATOR = { sub: 'olga', scopes: ['admin'], door: 'http' } as EventDraft['actor']

const forgetfulWitness: LogWitness = { exists: () => false, create: () => undefined }

/** Remembers that a log was begun for as long as the test runs. */
export function keepingWitness(): LogWitness {
  let begun = false
  return {
    exists: () => begun,
    create: () => {
      begun = true
    },
  }
}

/** A request line about task `n`, different for every `n`. */
export function draft(n: number, extra: Partial<EventDraft> = {}): EventDraft {
  return {
    type: 'request_served',
    actor: OPERATOR,
    correlation_id: `c-${n}`,
    task_id: `task-${n % 7}`,
    route: 'GET /api/tasks/{task_id}',
    status: 200,
    data: { n, text: `Größe ${n} 🙂\n"quoted"` },
    ...extra,
  }
}

/** Runs `use` with a new audit folder, which is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'countersign-audit-'))
  try {
    return await use(join(root, 'audit'))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

export function openLog(
  folder: string,
  keys: HeadKeys,
  overrides: Partial<EventLogOptions> = {},
): Promise<OpenedEventLog> {
  return openJsonlEventLog({
    folder,
    keys,
    clock: SYSTEM_CLOCK,
    logger: keepingLogger(),
    maxSegmentBytes: 64 * 1024 * 1024,
    recover: null,
    witness: forgetfulWitness,
    onCommitted: () => undefined,
    signEveryMs: 5,
    ...overrides,
  })
}

/** Every line of the log, over all segments, without line feeds. */
export async function linesOf(folder: string): Promise<string[]> {
  const texts = await Promise.all((await listSegments(folder)).map((segment) => readFile(segment.path, 'utf8')))
  return texts.join('').split('\n').slice(0, -1)
}

export function verifyFolder(folder: string, keys: HeadKeys): Promise<ChainVerdict> {
  const { publicKey, keyId } = keys
  return verifyLogFolder({
    folder,
    publicKey,
    keyId,
    isServiceRunning: false,
    deposits: [],
    onProgress: () => undefined,
  })
}

/** Writes `count` lines and closes in good order. */
export async function writeLog(
  folder: string,
  keys: HeadKeys,
  count: number,
  overrides: Partial<EventLogOptions> = {},
): Promise<void> {
  const { log, close } = await openLog(folder, keys, overrides)
  for (let n = 1; n <= count; n++) await log.record(draft(n))
  await close()
}

/** Replaces a file by what `change` makes of its bytes. */
export async function changeFile(path: string, change: (bytes: Buffer) => Buffer | string): Promise<void> {
  await writeFile(path, change(await readFile(path)))
}

/**
 * What the disk holds when a process is killed after it wrote `unsigned` lines on top of `signed` signed ones: a copy of
 * the folder, taken while the log is open.
 */
export async function crashAfter(
  folder: string,
  keys: HeadKeys,
  lines: { signed: number; unsigned: number },
): Promise<void> {
  const origin = `${folder}-before`
  await writeLog(origin, keys, lines.signed)
  // Opening signs an open head; the next one would come too late.
  const { log, close } = await openLog(origin, keys, { signEveryMs: 1_000_000 })
  for (let n = 1; n <= lines.unsigned; n++) await log.record(draft(lines.signed + n))
  await cp(origin, folder, { recursive: true })
  await close()
}

/** The error with which a log refuses to open. */
export async function refusal(
  folder: string,
  keys: HeadKeys,
  overrides: Partial<EventLogOptions> = {},
): Promise<StartupError> {
  const error = await openLog(folder, keys, overrides).then(
    () => null,
    (caught: unknown) => caught,
  )
  if (!(error instanceof StartupError)) throw new Error('the log should have refused to open', { cause: error })
  return error
}
