import { randomBytes } from 'node:crypto'
import type { Problem } from '../../contract/problem.ts'
import type { Actor } from '../../contract/scope.ts'
import { findInstance } from '../adapters/files/instance-lock.ts'
import { openSecretFiles } from '../adapters/secrets/secret-files.ts'
import { signToken } from '../adapters/tokens/sign-token.ts'
import { createApp } from '../app.ts'
import { findDataRoot, loadConfig } from '../config.ts'
import { NO_DESKTOP } from '../core/access/sealer.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { NO_HOST_PORTS } from '../core/tools/host-ports.ts'
import { loadConfigWithSecrets } from '../kept-secrets.ts'
import { operatorSub } from '../operator-name.ts'
import { createLogger } from '../pino-logger.ts'
import { findResources } from '../resources.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** The app refused: its problem, for the person at the terminal. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`)
    this.problem = problem
  }
}

/** The way from a verb to the app: the running console over HTTP, or the app in this process when none runs. */
export interface CliDoor {
  /** Resolves to the parsed body. Throws RefusedError. `data` undefined: no body. */
  request(method: string, path: string, data?: unknown): Promise<unknown>
  /** Address of the running console; null when the app runs in this process. */
  readonly url: string | null
  close(): Promise<void>
}

const CALL_TIMEOUT_MS = 30_000
const TOKEN_SECONDS = 60

/**
 * The user who owns the data root may do everything: the key to every token lies in its secrets folder.
 * `root`: whether the data root must exist already (so that a mistyped one is named, not made) or may be new.
 */
export async function openCliDoor(
  dataRootFlag: string | undefined,
  terminal: Terminal,
  root: 'existing' | 'new',
): Promise<CliDoor> {
  const argv = dataRootFlag === undefined ? [] : ['--data-root', dataRootFlag]
  const home = findResources(import.meta.dirname).root
  if (root === 'existing') findDataRoot(dataRootFlag, terminal.env, home)
  const config = loadConfig(argv, terminal.env, home)
  const sub = operatorSub(config)
  const running = findInstance(config.data_root)
  if (running === null) {
    // The one that runs has its secrets; only here are they needed.
    const complete = await loadConfigWithSecrets(argv, terminal.env, home, NO_DESKTOP)
    const app = await createApp(complete, 'headless', createLogger(), NO_DESKTOP, NO_HOST_PORTS)
    const identity: Actor = { sub, scopes: ['admin'], door: 'cli' }
    const send = (request: Request): Promise<Response> => Promise.resolve(app.fetch(request, { identity }))
    return { ...doorOver('http://cli.invalid', {}, send, app.close), url: null }
  }
  if (running.url === null)
    throw new StartupError(
      1,
      `the console (pid ${running.pid}) is starting or listens nowhere`,
      'try again in a moment',
    )
  const secret = config.jwt_secret ?? openSecretFiles(config.data_root).jwtSecret()
  const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS
  const jti = randomBytes(12).toString('hex')
  const token = await signToken(secret, { sub, scope: 'admin', task_id: null, door: 'cli', jti, exp })
  const credentials = { authorization: `Bearer ${token}` }
  return { ...doorOver(running.url, credentials, fetch, async () => undefined), url: running.url }
}

/** Runs `work` with the door open. */
export async function withDoor(
  dataRoot: string | undefined,
  terminal: Terminal,
  root: 'existing' | 'new',
  work: (door: CliDoor) => Promise<ExitCode>,
): Promise<ExitCode> {
  const door = await openCliDoor(dataRoot, terminal, root)
  try {
    return await work(door)
  } finally {
    await door.close()
  }
}

function doorOver(
  base: string,
  credentials: Record<string, string>,
  send: (request: Request) => Promise<Response>,
  close: () => Promise<void>,
): Omit<CliDoor, 'url'> {
  return {
    request: async (method, path, data) => {
      const body = data === undefined ? null : JSON.stringify(data)
      const headers = { ...credentials, ...(body === null ? {} : { 'content-type': 'application/json' }) }
      const signal = AbortSignal.timeout(CALL_TIMEOUT_MS)
      const response = await send(new Request(base + path, { method, headers, body, signal }))
      const text = await response.text()
      if (!response.ok) throw refusal(JSON.parse(text) as Problem)
      return text === '' ? null : JSON.parse(text)
    },
    close,
  }
}

/** A fresh token that is not taken means another key, not a bad token. */
function refusal(problem: Problem): Error {
  if (problem.error_code !== 'token_invalid') return new RefusedError(problem)
  return new StartupError(
    1,
    'the running console has another JWT_SECRET than this shell',
    'set the same JWT_SECRET here',
  )
}
