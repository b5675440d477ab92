import type { Sha256 } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { SYSTEM } from '../../core/kernel/call.ts'
import type { PolicyAuthor } from '../../core/policy/policy-lines.ts'
import type { ReadPolicy } from '../../core/policy/policy-reading.ts'
import type { PolicySource } from '../../core/policy/policy-source.ts'
import { builtIn, findPolicy, fromText, isSound, type SoundPolicy, type UnfitPolicy } from './found-policy.ts'
import { createKeptTexts, type KeptTexts } from './kept-texts.ts'
import type { PolicyDisk } from './policy-disk.ts'
import { createPolicyInForce, type InForceParts } from './policy-in-force.ts'

export interface PolicyFileParts extends Omit<InForceParts, 'kept'> {
  /** Where the texts of all versions are kept. */
  readonly keptFolder: string
  readonly disk: PolicyDisk
  readonly readPolicy: ReadPolicy
}

export interface PolicyFile extends PolicySource {
  /** What an operator has to know of the file; empty when all is well. */
  warnings(): readonly string[]
  close(): Promise<void>
}

/**
 * How often the file is looked at, in milliseconds. What two looks in a row have seen counts: an editor saves in several steps. Looking
 * needs nothing of the system that a file which is replaced, a folder that is moved or a network file system could take away.
 */
const LOOK_MS = 200
/** So long nothing is tried again after a failure, in looks. */
const LOOKS_OF_REST = 10

const FILES: Actor = { sub: 'another program', scopes: [], door: 'files' }
const BY_FILE: PolicyAuthor = { actor: FILES, correlation_id: 'system' }
const BY_CONSOLE: PolicyAuthor = { actor: SYSTEM, correlation_id: 'system' }

/**
 * The policy in force, from `policy.yaml`: another valid content comes into force by itself, one that is not valid never does, and no
 * file at all means the built-in policy. Rejects with AppError `audit_unavailable` when the log cannot take what is in force at the start.
 */
export async function openPolicyFile(parts: PolicyFileParts): Promise<PolicyFile> {
  const { file, disk, readPolicy, logger } = parts
  const kept = createKeptTexts(parts.keptFolder, disk)
  const atStart = await findPolicy(file, disk)
  const read = atStart.read(readPolicy)
  const last = parts.history.loaded()
  const first = isSound(read) ? { sound: read, because: null } : await lastGood(parts, kept)
  const inForce = createPolicyInForce({ ...parts, kept }, first.sound)
  const isNew = last === null && first.sound.origin === 'built_in'
  await inForce.settle(isNew || first.because !== null ? BY_CONSOLE : BY_FILE, first.because)
  if (!isSound(read)) await refuse(read)

  let seen = atStart.identity
  let settled = atStart.identity
  let failure: string | null = null
  let rest = 0
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  async function refuse(unfit: UnfitPolicy): Promise<void> {
    const { sha256, origin } = inForce.current()
    logger.warn({ reason: unfit.reason, in_force: sha256, origin }, 'policy.yaml is not valid and not in force')
    await inForce.refuse(unfit, BY_FILE)
  }

  /** Whether something else was found than what is known. Only what stays the same over two looks is taken up if `patient`. */
  async function look(patient: boolean): Promise<boolean> {
    const found = await findPolicy(file, disk)
    const steady = found.identity === seen
    seen = found.identity
    if (found.identity === settled) {
      await inForce.settle(BY_CONSOLE, null)
      return false
    }
    if (patient && !steady) return false
    const now = found.read(readPolicy)
    if (isSound(now)) await inForce.takeUp(now, BY_FILE, null, async () => undefined)
    else await refuse(now)
    settled = found.identity
    return true
  }

  /** One after the other: looks and writes. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function lookByTheWay(): Promise<void> {
    try {
      await look(true)
      failure = null
    } catch (error) {
      const message = (error as Error).message
      if (message !== failure) logger.error({ err: error }, 'a changed policy.yaml cannot come into force')
      failure = message
      rest = LOOKS_OF_REST
    }
  }

  let looking = false
  const timer = setInterval(() => {
    rest = Math.max(0, rest - 1)
    if (looking || rest > 0) return
    looking = true
    void inTurn(lookByTheWay).finally(() => {
      looking = false
    })
  }, LOOK_MS).unref()

  async function save(by: PolicyAuthor, text: string, baseSha: Sha256 | null): Promise<void> {
    const given = fromText(text, readPolicy)
    if (!isSound(given)) throw new AppError('policy_invalid', `The policy is not valid: ${given.reason}.`)
    if (closed) throw new AppError('shutting_down', 'The console is stopping.')
    const found = await look(false)
    const { sha256 } = inForce.current()
    if (found || baseSha !== sha256) {
      await parts.lines.conflict(by, baseSha, sha256)
      throw baseSha === null ? withoutBase(sha256) : changedMeanwhile(sha256)
    }
    const write = (): Promise<void> => disk.write(file, text, 0o600).catch(notWritten)
    // The file may hold something else, refused, while the same policy is in force.
    if (settled !== given.sha256 && sha256 === given.sha256 && inForce.current().origin === 'file') await write()
    await inForce.takeUp(given, by, null, write)
    settled = given.sha256
    seen = given.sha256
  }

  return {
    current: inForce.current,
    onChange: inForce.onChange,
    textOf: kept.textOf,
    save: (call, text, baseSha) =>
      inTurn(async () => {
        await save(call, text, baseSha)
        return inForce.current()
      }),
    warnings: () => {
      const { refused, origin } = inForce.current()
      const instead = origin === 'file' ? 'the last good policy' : 'the built-in policy'
      return [
        ...(refused === null ? [] : [`policy.yaml is not valid, ${instead} is in force: ${refused.reason}`]),
        ...(failure === null ? [] : [`a changed policy.yaml cannot come into force: ${failure}`]),
      ]
    },
    close: async () => {
      closed = true
      clearInterval(timer)
      await turn
    },
  }
}

/** The version that came into force last, if its kept text is still what the log says; else the built-in policy. */
async function lastGood(
  parts: PolicyFileParts,
  kept: KeptTexts,
): Promise<{ readonly sound: SoundPolicy; readonly because: string | null }> {
  const last = parts.history.loaded()
  if (last === null || last.origin === 'built_in') return { sound: builtIn(), because: null }
  const text = await kept.textOf(last.sha256)
  const again = text === null ? null : fromText(text, parts.readPolicy)
  if (again !== null && isSound(again)) return { sound: again, because: null }
  const because = 'the last good policy is not kept as it was'
  parts.logger.error({ sha256: last.sha256 }, because)
  return { sound: builtIn(), because }
}

function changedMeanwhile(base_sha: Sha256): AppError {
  const detail = `Another policy is in force than the one that was changed, or policy.yaml holds another text: ${base_sha} is in force.`
  const hint = 'Read GET /api/policy again, look at what changed, and send the sha256 that you read then as base_sha.'
  return new AppError('policy_changed', detail, { base_sha, hint })
}

function withoutBase(base_sha: Sha256): AppError {
  const hint = 'Read GET /api/policy, and send its sha256 as base_sha.'
  return new AppError('precondition_required', 'A changed policy needs the base_sha of what was read.', {
    base_sha,
    hint,
  })
}

function notWritten(cause: unknown): never {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  throw new AppError('storage_failed', `policy.yaml could not be written (${code}).`, {}, { cause })
}
