import { describe, expect, it } from 'vitest'
import type { ConnectionState } from '../../../main/core/ingest/connection-state.ts'
import { createSourceStates } from '../../../main/source-states.ts'
import { loadSources } from '../../../main/sources-config.ts'

const NOW = '2026-01-31T09:30:00.000Z'
const BOT_TOKEN = `123456:${'a'.repeat(35)}`
const TELEGRAM_SECRET_TOKEN = 'b'.repeat(20)

function telegram(env: Record<string, string>, polling: ConnectionState | null) {
  const clock = { now: () => Date.parse(NOW) }
  const states = createSourceStates({ sources: loadSources(env, {}), clock, polling: () => polling, hub: null })
  return states.list().find(({ source }) => source === 'telegram')
}

const polled = (state: 'on' | 'lost', reason: string | null): ConnectionState => ({
  ...{ state, reason, since: NOW, contact_at: null },
})

describe('what is said of Telegram', () => {
  it('is that it can only receive, while there is no bot token', () => {
    expect(telegram({ TELEGRAM_SECRET_TOKEN, TELEGRAM_OPERATORS: '7' }, null)).toMatchObject({
      ...{ state: 'on', ways: ['POST /webhooks/telegram'] },
      reason: 'receives only: without BOT_TOKEN it cannot answer, send cards or fetch files',
    })
  })

  it.each([{}, { TELEGRAM_ALLOWED_CHATS: '-100' }])(
    'is that nobody may write, with no person on a list (%j)',
    (lists) => {
      expect(telegram({ BOT_TOKEN, ...lists }, polled('on', null))).toMatchObject({
        ...{ state: 'on', reason: 'nobody may write: set TELEGRAM_OPERATORS or TELEGRAM_ALLOWED_USERS' },
      })
    },
  )

  it('is both when both are so', () => {
    expect(telegram({ TELEGRAM_SECRET_TOKEN }, null)?.reason).toMatch(/^receives only: .*; nobody may write: /)
  })

  it.each([{ TELEGRAM_OPERATORS: '7' }, { TELEGRAM_ALLOWED_USERS: '7' }])(
    'is nothing when somebody may write (%j)',
    (lists) => {
      expect(telegram({ BOT_TOKEN, ...lists }, polled('on', null))).toMatchObject({ state: 'on', reason: null })
    },
  )

  it('is why it is lost before anything else', () => {
    expect(telegram({ BOT_TOKEN }, polled('lost', 'ECONNREFUSED'))).toMatchObject({
      state: 'lost',
      reason: 'ECONNREFUSED',
    })
  })

  it('is what is missing when it is off', () => {
    expect(telegram({}, null)).toMatchObject({
      state: 'off',
      reason: 'BOT_TOKEN and TELEGRAM_SECRET_TOKEN are not set',
    })
  })
})

describe('what is said of a GitHub secret that is being replaced', () => {
  let now = Date.parse(NOW)
  const statesOf = (env: Record<string, string>) => {
    const clock = { now: () => now }
    return createSourceStates({ sources: loadSources(env, {}), clock, polling: () => null, hub: null })
  }
  const reason = (states: ReturnType<typeof statesOf>) =>
    states.list().find(({ source }) => source === 'github')?.reason

  it('is since when it has not been used, and then when it last was', () => {
    const states = statesOf({ WEBHOOK_SECRET: 'new', WEBHOOK_SECRET_PREVIOUS: 'old' })
    now += 60_000
    states.heard('github')
    expect(reason(states)).toBe(`WEBHOOK_SECRET_PREVIOUS is good too: it has not been used since ${NOW}`)
    states.previousSecretUsed()
    now += 60_000
    states.heard('github')
    expect(reason(states)).toBe('WEBHOOK_SECRET_PREVIOUS is good too: it was last used at 2026-01-31T09:31:00.000Z')
  })

  it('is nothing when there is none', () => {
    expect(reason(statesOf({ WEBHOOK_SECRET: 'new' }))).toBeNull()
  })
})
