/**
 * `npm run sample:github [-- --number N] [--delivery ID] [--url URL | --port N | --data-root DIR]`: sends one signed
 * sample webhook, "issue opened", to the running console. A new delivery id each time; with --delivery the same one
 * again, which shows that a replay changes nothing. Exit codes: 0 taken, 1 not taken or no console, 2 wrong usage.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DeliveryResult } from '../contract/delivery.ts'
import { Problem } from '../contract/problem.ts'
import { StartupError } from '../main/core/kernel/startup-error.ts'
import { findConsole } from './samples/find-console.ts'
import { sampleDelivery } from './samples/sample-delivery.ts'

const SEND_TIMEOUT_MS = 30_000
const LOOK_TIMEOUT_MS = 5000

const USAGE = `npm run sample:github [-- --number N] [--delivery ID] [--url URL | --port N | --data-root DIR]

Sends one signed sample webhook, "issue opened", to the running console. WEBHOOK_SECRET is the one that the console was started with.
  --number N       the number of the issue: another one makes another task
  --delivery ID    the id of an earlier delivery: a replay, which changes nothing
  --url URL, --port N, --data-root DIR    which console, when it is not the one of this folder`

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const HELP = { type: 'boolean' } as const

function flags() {
  const text = { type: 'string' } as const
  const options = { number: text, delivery: text, url: text, port: text, 'data-root': text, help: HELP }
  try {
    return parseArgs({ options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const names = Object.keys(options).map((name) => `--${name}`)
    throw new StartupError(2, (error as Error).message, `the flags are ${names.join(', ')}`)
  }
}

function issueNumber(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new StartupError(2, `--number "${text}" is no issue number`, 'give a number from 1 on')
}

function webhookSecret(): string {
  const secret = process.env['WEBHOOK_SECRET'] ?? ''
  if (secret !== '') return secret
  throw new StartupError(
    2,
    'WEBHOOK_SECRET is not set, so the sample cannot be signed',
    'use the secret that the console was started with: WEBHOOK_SECRET=… npm run sample:github',
  )
}

async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(SEND_TIMEOUT_MS) })
  } catch (cause) {
    const timedOut = (cause as Error).name === 'TimeoutError'
    const what = timedOut ? `did not answer within ${SEND_TIMEOUT_MS / 1000} s` : 'is not there'
    throw new StartupError(1, `no console answers at ${url}: it ${what}`, 'start it with: WEBHOOK_SECRET=… npm start')
  }
}

/** The problem that the console answered with, in words for the person at the terminal. */
function refusal(status: number, text: string): StartupError {
  const problem = Problem.safeParse(jsonOf(text)).data
  if (problem === undefined)
    return new StartupError(1, `the answer was ${status}, and it is none of a console's`, 'check --url and --port')
  return new StartupError(1, `${problem.title}: ${problem.detail} (${problem.error_code})`, problem.remediation_hint)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether people can look at tasks there: a port for webhooks alone knows no such route (404), the console asks for a token (401). */
async function isConsole(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS)
  const answer = await fetch(`${url}/system/info`, { signal }).catch(() => null)
  return answer?.status === 401
}

async function main(): Promise<void> {
  const given = flags()
  if (given.help === true) {
    say(USAGE)
    return
  }
  const number = issueNumber(given.number)
  const secret = webhookSecret()
  const hints = { url: given.url, port: given.port, dataRoot: given['data-root'] }
  const console = findConsole(hints, process.env, join(import.meta.dirname, '..'))
  const deliveryId = given.delivery ?? randomUUID()
  const { subject, headers, body } = sampleDelivery(secret, deliveryId, number)
  const answer = await post(`${console}/webhooks/github`, headers, body)
  const text = await answer.text()
  const result = DeliveryResult.safeParse(jsonOf(text)).data
  if (!answer.ok || result === undefined) throw refusal(answer.status, text)

  const taskId = result.task_ids[0]
  say(`sent      issues (opened) of ${subject}, ${Buffer.byteLength(body)} bytes, to ${console}/webhooks/github`)
  say(`delivery  ${deliveryId}`)
  say(`answer    ${answer.status}, ${result.outcome}${result.replayed ? ', a replay: nothing was done again' : ''}`)
  if (result.outcome === 'unchanged') say('          the task holds all of this already; --number N makes another one')
  say(`task      ${taskId ?? 'none was changed'}`)
  const show = taskId === undefined ? 'task list' : `task approve ${taskId}`
  const look = (await isConsole(console)) ? `look at it at ${console}` : 'look at it in the console'
  say(`next      ${look}, or: npm run countersign -- ${show}`)
  if (result.replayed) return
  const where = Object.entries(given).filter(([name]) => ['url', 'port', 'data-root'].includes(name))
  const again = [...where.map(([name, value]) => `--${name} ${value}`), `--delivery ${deliveryId}`].join(' ')
  say(`replay    WEBHOOK_SECRET=… npm run sample:github -- ${again}`)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof StartupError)) throw error
  process.stderr.write(`sample:github: ${error.message}\n  remedy: ${error.remedy}\n`)
  process.exitCode = error.exitCode
}
