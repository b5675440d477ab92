/**
 * `npm run telegram:poll [-- --url URL | --port N | --data-root DIR]`: fetches Telegram's updates with BOT_TOKEN and forwards each to
 * POST /webhooks/telegram of the running console, with TELEGRAM_SECRET_TOKEN. For a console that was started without BOT_TOKEN, or
 * that runs elsewhere (then over https). An update is confirmed to Telegram only after the console took it, or will never take it. Runs
 * until Ctrl+C. Exit codes: 0 stopped, 1 no console, 2 wrong usage.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createGivenUpUpdates } from '../main/adapters/telegram/given-up-updates.ts'
import { openPollOffset } from '../main/adapters/telegram/poll-offset.ts'
import { openTelegramPoller } from '../main/adapters/telegram/telegram-poller.ts'
import { StartupError } from '../main/core/kernel/startup-error.ts'
import { createNodeTimers } from '../main/node-timers.ts'
import { loadSources } from '../main/sources-config.ts'
import { findConsole } from './samples/find-console.ts'
import { forward } from './telegram/forward.ts'
import { checkSecretAddress } from './telegram/secret-address.ts'

const ROOT = join(import.meta.dirname, '..')
const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`)
}

function flags() {
  const text = { type: 'string' } as const
  const options = { url: text, port: text, 'data-root': text }
  try {
    return parseArgs({ options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const names = Object.keys(options).map((name) => `--${name}`)
    throw new StartupError(2, (error as Error).message, `the flags are ${names.join(', ')}`)
  }
}

function main(): void {
  const given = flags()
  const { bot_token, secret_token, api_root } = loadSources(process.env, {}).telegram
  if (bot_token === null) throw new StartupError(2, 'BOT_TOKEN is not set', 'take it from @BotFather')
  if (secret_token === null)
    throw new StartupError(2, 'TELEGRAM_SECRET_TOKEN is not set', 'use the one that the console was started with')
  const url = findConsole({ url: given.url, port: given.port, dataRoot: given['data-root'] }, process.env, ROOT)
  if (given.url !== undefined) checkSecretAddress(url)
  const folder = join(resolve(given['data-root'] ?? (process.env['COUNTERSIGN_DATA_ROOT'] || ROOT)), 'audit')
  mkdirSync(folder, { recursive: true })

  const givenUp = createGivenUpUpdates()
  const stopping = new AbortController()
  const poller = openTelegramPoller({
    ...{ token: bot_token, apiRoot: api_root, timers: createNodeTimers(), clock: { now: () => Date.now() } },
    offset: openPollOffset(join(folder, 'telegram-forward-offset.json'), bot_token.split(':')[0] ?? ''),
    random: Math.random,
    logger: {
      info: (_facts, message) => say(message),
      warn: (_facts, message) => say(message),
      error: (facts, message) => say(`${message}: ${String((facts['err'] as Error | undefined)?.message)}`),
    },
    onChange: ({ state, reason }) => say(state === 'on' ? 'Telegram can be reached' : String(reason)),
    take: async (update) => {
      const answer = await forward(url, secret_token, update, stopping.signal)
      if (answer.taken) return
      const { update_id } = update as { update_id: number }
      if (!givenUp.failed(update_id, answer.code, answer.claimed)) throw new Error(answer.why)
      say(`update ${update_id} was not taken and is left out: ${answer.why}`)
    },
  })
  say(`forwarding to ${url}; stop with Ctrl+C`)
  // Node's own timers keep no process alive while a pause is all there is.
  const alive = setInterval(() => undefined, 60_000)
  const stop = (): void => {
    stopping.abort()
    void poller.stop().then(() => clearInterval(alive))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

try {
  main()
} catch (error) {
  if (!(error instanceof StartupError)) throw error
  process.stderr.write(`telegram:poll: ${error.message}\n  remedy: ${error.remedy}\n`)
  process.exitCode = error.exitCode
}
