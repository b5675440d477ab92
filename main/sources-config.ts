import type { Settings } from '../contract/settings.ts'
import { isLoopbackHost } from './core/kernel/loopback.ts'
import { StartupError } from './core/kernel/startup-error.ts'
import { telegramOperators } from './telegram-operators.ts'

/** What the ways in from outside were told. A source without its secret is off. */
export interface SourcesConfig {
  readonly github: {
    /** WEBHOOK_SECRET and WEBHOOK_SECRET_PREVIOUS: both are good while a secret is being changed. Empty: off. */
    readonly secrets: readonly string[]
    /** GITHUB_TOKEN: for asking GitHub what it delivered. */
    readonly token: string | null
    /** GITHUB_HOOKS: `owner/repo:hook_id` or `org:hook_id`. */
    readonly hooks: readonly string[]
    readonly api_url: string
  }
  readonly xcode: {
    /** XCODE_TOKEN: bearer token or last part of the path. */
    readonly token: string | null
    /** XCODE_WEBHOOK_SECRET: for deliveries signed by Standard Webhooks. */
    readonly webhook_secret: string | null
  }
  readonly telegram: {
    /** BOT_TOKEN: the console polls by itself and can answer. */
    readonly bot_token: string | null
    /** TELEGRAM_SECRET_TOKEN: POST /webhooks/telegram is on. */
    readonly secret_token: string | null
    readonly allowed_users: readonly number[]
    readonly allowed_chats: readonly number[]
    /** Users who may decide from Telegram; empty: nobody. */
    readonly operators: readonly number[]
    /** Who of them is which operator at the console: then a vote here and one there count as those of one person, or of two. */
    readonly operator_names: ReadonlyMap<number, string>
    /** TELEGRAM_FILES_PER_DAY and TELEGRAM_BYTES_PER_DAY: files of one user that are kept within 24 hours. */
    readonly per_day: { readonly files: number; readonly bytes: number }
    readonly api_root: string
  }
}

/** Variables of this file that are secrets, and can be kept in `secrets/outside/` instead. */
export const SOURCE_SECRETS = [
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'GITHUB_TOKEN',
  'XCODE_TOKEN',
  'XCODE_WEBHOOK_SECRET',
  'BOT_TOKEN',
  'TELEGRAM_SECRET_TOKEN',
] as const

type Env = Readonly<Record<string, string | undefined>>

/** Members of `config.json` about sources. Secrets do not belong in it. */
export type SourcesFile = Pick<
  Settings,
  | 'telegram_allowed_users'
  | 'telegram_allowed_chats'
  | 'telegram_operators'
  | 'telegram_files_per_day'
  | 'telegram_bytes_per_day'
  | 'github_hooks'
>

const FILES_PER_DAY = 100
/** 25 files of the largest size that a bot can fetch. */
const BYTES_PER_DAY = 500 * 1024 * 1024

/** A token in a path is the weakest of secrets: at least it cannot be guessed. */
const MIN_TOKEN_LENGTH = 16
const HOOK = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)?:\d+$/
/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: 24 to 64 bytes. */
const SIGNING_SECRET = /^(?!whsec_)|^whsec_[A-Za-z0-9+/]{32,}={0,2}$/
/** https://core.telegram.org/bots/api#authorizing-your-bot */
const BOT_TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{20,100}$/
/** https://core.telegram.org/bots/api#setwebhook takes 1 to 256 of these; fewer than 16 can be guessed. */
const SECRET_TOKEN = /^[A-Za-z0-9_-]{16,256}$/

/** Environment before `config.json`. Throws StartupError (exit 2) that names the variable and never shows its value if it is a secret. */
export function loadSources(env: Env, file: SourcesFile): SourcesConfig {
  const secret = (name: string, pattern: RegExp | null, remedy: string): string | null => {
    const value = given(env, name)
    if (value !== null && pattern !== null && !pattern.test(value))
      throw new StartupError(2, `${name} does not look like one`, remedy)
    return value
  }
  const token = /^[A-Za-z0-9._~-]+$/
  const xcodeToken = secret('XCODE_TOKEN', token, 'use letters, digits and ._~- (it may stand in a path)')
  if (xcodeToken !== null && xcodeToken.length < MIN_TOKEN_LENGTH)
    throw new StartupError(2, `XCODE_TOKEN has ${xcodeToken.length} characters`, `give it at least ${MIN_TOKEN_LENGTH}`)
  const current = given(env, 'WEBHOOK_SECRET')
  const previous = given(env, 'WEBHOOK_SECRET_PREVIOUS')
  if (previous !== null && current === null)
    throw new StartupError(2, 'WEBHOOK_SECRET_PREVIOUS is set without WEBHOOK_SECRET', 'set the new secret as well')
  return {
    github: {
      secrets: [current, previous].filter((value) => value !== null),
      token: given(env, 'GITHUB_TOKEN'),
      hooks: hooks(given(env, 'GITHUB_HOOKS')?.split(',') ?? file.github_hooks ?? []),
      api_url: address(env, 'GITHUB_API_URL', 'https://api.github.com'),
    },
    xcode: {
      token: xcodeToken,
      webhook_secret: secret(
        'XCODE_WEBHOOK_SECRET',
        SIGNING_SECRET,
        'write whsec_ and base64 of at least 24 bytes, or any other text',
      ),
    },
    telegram: {
      bot_token: secret('BOT_TOKEN', BOT_TOKEN, 'take it from @BotFather: digits, a colon, and 35 characters'),
      secret_token: secret('TELEGRAM_SECRET_TOKEN', SECRET_TOKEN, 'use 16 to 256 of A-Z, a-z, 0-9, _ and -'),
      allowed_users: idList(env, 'TELEGRAM_ALLOWED_USERS', file.telegram_allowed_users),
      allowed_chats: idList(env, 'TELEGRAM_ALLOWED_CHATS', file.telegram_allowed_chats),
      ...telegramOperators('TELEGRAM_OPERATORS', operatorsGiven(env, file)),
      per_day: {
        files: amount(env, 'TELEGRAM_FILES_PER_DAY', file.telegram_files_per_day ?? FILES_PER_DAY),
        bytes: amount(env, 'TELEGRAM_BYTES_PER_DAY', file.telegram_bytes_per_day ?? BYTES_PER_DAY),
      },
      api_root: address(env, 'TELEGRAM_API_ROOT', 'https://api.telegram.org'),
    },
  }
}

/** An empty variable counts as not set. */
function given(env: Env, name: string): string | null {
  const value = env[name]
  return value === undefined || value === '' ? null : value
}

function idList(env: Env, name: string, file: readonly number[] | undefined): readonly number[] {
  const text = given(env, name)
  if (text === null) return file ?? []
  return text.split(',').map((part) => {
    const id = /^\s*-?\d{1,16}\s*$/.test(part) ? Number(part) : Number.NaN
    if (!Number.isSafeInteger(id))
      throw new StartupError(2, `${name}: "${part.trim()}" is no id`, 'give numbers, separated by commas; not @names')
    return id
  })
}

function operatorsGiven(env: Env, { telegram_operators }: SourcesFile): readonly string[] {
  return given(env, 'TELEGRAM_OPERATORS')?.split(',') ?? telegram_operators?.map(String) ?? []
}

function amount(env: Env, name: string, otherwise: number): number {
  const text = given(env, name)
  if (text === null) return otherwise
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value))
    throw new StartupError(2, `${name}: "${text}" is no whole number`, 'give a number without unit; 0 takes no files')
  return value
}

function hooks(names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const hook = name.trim()
    if (!HOOK.test(hook))
      throw new StartupError(2, `GITHUB_HOOKS: "${hook}" is no hook`, 'write owner/repo:hook_id or org:hook_id')
    return hook
  })
}

/** Tokens go to this address: over TLS, or without it no further than this machine. */
function address(env: Env, name: string, otherwise: string): string {
  const text = given(env, name) ?? otherwise
  const url = URL.canParse(text) ? new URL(text) : null
  const loopback = url !== null && isLoopbackHost(url.hostname)
  if (url === null || url.username !== '' || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback)))
    throw new StartupError(2, `${name} is no https address`, 'give https://…, or http:// on this machine only')
  return text.replace(/\/+$/, '')
}
