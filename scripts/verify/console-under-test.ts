import { startService } from '../../tests/support/service.ts'
import type { PhaseContext } from './phase.ts'
import { runCli } from './run-cli.ts'

export interface TimedAnswer {
  readonly status: number
  /** The body as it came. */
  readonly text: string
  /** From just before the request was sent until its last byte was read, in milliseconds. */
  readonly ms: number
  /** `performance.now()` when the request was sent. */
  readonly sentAt: number
}

/** A console started for one phase, and an admin's way to it. */
export interface ConsoleUnderTest {
  readonly url: string
  readonly token: string
  get(path: string): Promise<TimedAnswer>
  post(path: string, body: object): Promise<TimedAnswer>
  /** As whoever has the token; null: as nobody. */
  call(method: string, path: string, bearer: string | null, body: object | null): Promise<TimedAnswer>
  /** Without a token. */
  postAsNobody(path: string, body: object): Promise<TimedAnswer>
  /** Bytes and headers as they are given, for a webhook. */
  deliver(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<TimedAnswer>
}

/** The longest call is an upload that meets one fault after the other. */
const CALL_TIMEOUT_MS = 300_000

/**
 * Starts the console with `env` on the phase's data root, hands it to `use`, stops it and checks its log. What went wrong
 * with all of that is pushed to `failReasons`.
 */
export async function withConsole(
  context: PhaseContext,
  env: Readonly<Record<string, string>>,
  failReasons: string[],
  use: (console: ConsoleUnderTest) => Promise<void>,
): Promise<void> {
  const service = await startService({ dataRoot: context.dataRoot, flags: [], env }).catch((error: Error) => {
    failReasons.push(`the console did not start: ${error.message}`)
    return null
  })
  if (service === null) return
  const interrupted = (signal: NodeJS.Signals): void => {
    void service.stop('SIGTERM').then(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  context.say('the console runs on a fresh data root')
  try {
    await use(await openClient(context, service.url, 'verify'))
  } catch (error) {
    failReasons.push(`the steps were not finished: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted)
    const code = await service.stop('SIGTERM')
    if (code !== 0) failReasons.push(`the console stopped with exit code ${code}, not 0`)
  }
  const verified = await runCli(context, ['audit', 'verify'])
  context.say(`audit log: ${verified.out}`)
  if (verified.code !== 0) failReasons.push(`countersign audit verify: ${verified.out}`)
}

/** The way of an admin with this name to a console that runs on the data root of `context`. */
export async function openClient(context: PhaseContext, url: string, sub: string): Promise<ConsoleUnderTest> {
  const created = await runCli(context, ['token', 'create', '--scope', 'admin', '--sub', sub])
  const token = created.out.split('\n').at(-1) ?? ''
  if (created.code !== 0) throw new Error(`countersign token create left with ${created.code}`)

  async function send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ): Promise<TimedAnswer> {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS)
    const sentAt = performance.now()
    const response = await fetch(url + path, { method, headers, signal, body })
    const text = await response.text()
    return { status: response.status, text, ms: performance.now() - sentAt, sentAt }
  }

  function call(method: string, path: string, bearer: string | null, body: object | null): Promise<TimedAnswer> {
    const headers = {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    }
    return send(method, path, headers, body === null ? null : JSON.stringify(body))
  }

  return {
    url,
    token,
    call,
    get: (path) => call('GET', path, token, null),
    post: (path, body) => call('POST', path, token, body),
    postAsNobody: (path, body) => call('POST', path, null, body),
    deliver: (path, headers, body) => send('POST', path, headers, body),
  }
}
