import { Problem } from '../../contract/problem.ts'
import { findInstance } from '../adapters/files/instance-lock.ts'
import { findDataRoot } from '../config.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { createConsoleCalls } from '../mcp/console-calls.ts'
import { findResources } from '../resources.ts'
import { type CliDoor, RefusedError, withDoor } from './cli-door.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** A token is a JWT (RFC 7519). What is none could not be sent, and the complaint would name it. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/
const VARIABLE = 'COUNTERSIGN_TOKEN'
const CALL_TIMEOUT_MS = 30_000

/** The token in COUNTERSIGN_TOKEN; null when there is none. Throws StartupError (exit 2) with `remedy` for what is no token. */
export function tokenFrom(env: Terminal['env'], remedy: string): string | null {
  const token = (env[VARIABLE] ?? '').trim()
  if (token === '') return null
  if (!TOKEN.test(token)) throw new StartupError(2, `${VARIABLE} holds no token`, remedy)
  return token
}

/** Where the console of a data root listens; it may come, go and move meanwhile. Throws StartupError when that is no data root. */
export function consoleOf(dataRootFlag: string | undefined, env: Terminal['env']): () => string | null {
  const dataRoot = findDataRoot(dataRootFlag, env, findResources(import.meta.dirname).root)
  return () => findInstance(dataRoot)?.url ?? null
}

/**
 * Runs `work` as whoever COUNTERSIGN_TOKEN names, and as the user of this data root when it is not set: an executor and a reviewer of one
 * round are never the same.
 */
export async function withSender(
  dataRootFlag: string | undefined,
  terminal: Terminal,
  work: (request: CliDoor['request']) => Promise<ExitCode>,
): Promise<ExitCode> {
  const token = tokenFrom(terminal.env, `unset ${VARIABLE} to act as yourself`)
  if (token === null) return withDoor(dataRootFlag, terminal, 'existing', ({ request }) => work(request))
  const calls = createConsoleCalls({ where: consoleOf(dataRootFlag, terminal.env), token, timeoutMs: CALL_TIMEOUT_MS })
  return work(async (method, path, body) => {
    const answer = await calls.call({ method, path, body }, new AbortController().signal)
    if (answer.ok) return answer.body
    const problem = Problem.safeParse(answer.refusal)
    if (problem.success) throw new RefusedError(problem.data)
    throw new StartupError(1, answer.refusal.detail, answer.refusal.remediation_hint)
  })
}
