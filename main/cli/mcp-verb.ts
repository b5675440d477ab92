import { Session } from '../../contract/session.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type ConsoleCalls, createConsoleCalls } from '../mcp/console-calls.ts'
import { findResources } from '../resources.ts'
import { parseVerb, secondsFrom } from './flags.ts'
import { printable } from './printable.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'
import { consoleOf, tokenFrom } from './token-door.ts'

const TEXT = { type: 'string' } as const
const MAKE_ONE =
  'make one: `countersign token create --scope coordinator --ttl 30d --sub NAME` prints it as its last line; set it as COUNTERSIGN_TOKEN where the MCP client starts this program'
const MOST_SECONDS = 600

/** Serves the Model Context Protocol on stdin and stdout, with the authority of COUNTERSIGN_TOKEN and never with that of this user. */
export async function mcp(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { url: TEXT, timeout: TEXT }, [])
  const seconds = secondsFrom('--timeout', values.timeout ?? '30s')
  if (seconds < 1 || seconds > MOST_SECONDS) throw new UsageError(`--timeout must be 1s to ${MOST_SECONDS}s`)
  const where = values.url === undefined ? consoleOf(values['data-root'], terminal.env) : at(values.url)
  const token = tokenFrom(terminal.env, MAKE_ONE)
  if (token === null) throw new StartupError(2, 'COUNTERSIGN_TOKEN is not set', MAKE_ONE)
  const calls = createConsoleCalls({ where, token, timeoutMs: seconds * 1000 })
  await greet(calls, terminal)
  const { serveMcp } = await import('../mcp/serve-mcp.ts')
  const { version } = findResources(import.meta.dirname)
  const complain = (message: string): void => terminal.err(`countersign mcp: ${printable(message)}`)
  await serveMcp({ calls, version, input: process.stdin, output: process.stdout, complain })
  return 0
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** A token crosses a network in TLS only. */
function at(text: string): () => string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain = url?.protocol === 'http:' && LOOPBACK.test(url.hostname)
  if (url === null || !(isPlain || url.protocol === 'https:') || url.username + url.password !== '')
    throw new UsageError('--url takes https://HOST, or http://127.0.0.1:PORT for a console on this machine')
  return () => url.origin
}

/** Says on stderr whom the token makes this program. Throws StartupError when the console does not take it. */
async function greet(calls: ConsoleCalls, terminal: Terminal): Promise<void> {
  const say = (words: string): void => terminal.err(`countersign mcp: ${printable(words)}`)
  const asked = { method: 'GET', path: '/api/session', body: undefined }
  const answer = await calls.call(asked, new AbortController().signal)
  if (answer.ok) {
    const { sub, scopes } = Session.parse(answer.body).actor
    say(`${sub}, scope ${scopes.join(', ')}`)
    if (scopes.includes('admin')) say('this token may decide and unlock; scope coordinator is enough to give out work')
    return
  }
  const { error_code, detail, remediation_hint } = answer.refusal
  if (error_code.startsWith('token_')) throw new StartupError(1, `${error_code}: ${detail}`, MAKE_ONE)
  say(`${detail} ${remediation_hint}`)
}
