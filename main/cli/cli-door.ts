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
import { type PushedLine, pushedLines } from './pushed-lines.ts'
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
  request(method: string, path: string, data?: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>
  /** What the running console pushes from now on, until `signal` falls or the stream ends; nothing where none runs. */
  events(signal: AbortSignal): AsyncIterable<PushedLine>
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
    return { ...doorOver('http://cli.invalid', async () => ({}), send, app.close), events: noEvents, url: null }
  }
  if (running.url === null)
    throw new StartupError(
      1,
      `the console (pid ${running.pid}) is starting or listens nowhere`,
      'try again in a moment',
    )
  const secret = config.jwt_secret ?? openSecretFiles(config.data_root).jwtSecret()
  /** For each request anew: a verb may wait for longer than a token lives. */
  async function credentials(): Promise<Record<string, string>> {
    const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS
    const jti = randomBytes(12).toString('hex')
    const token = await signToken(secret, { sub, scope: 'admin', task_id: null, door: 'cli', jti, exp })
    return { authorization: `Bearer ${token}` }
  }
  const { url } = running
  return {
    ...doorOver(url, credentials, fetch, async () => undefined),
    events: async function* (signal) {
      const answer = await fetch(`${url}/api/events`, { headers: await credentials(), signal })
      if (answer.ok && answer.body !== null) yield* pushedLines(answer.body)
    },
    url,
  }
}

async function* noEvents(): AsyncGenerator<never> {}

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
  credentials: () => Promise<Record<string, string>>,
  send: (request: Request) => Promise<Response>,
  close: () => Promise<void>,
): Omit<CliDoor, 'url' | 'events'> {
  return {
    request: async (method, path, data, more = {}) => {
      const body = data === undefined ? null : JSON.stringify(data)
      const type = body === null ? {} : { 'content-type': 'application/json' }
      const headers = { ...(await credentials()), ...type, ...more }
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
