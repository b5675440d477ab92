import { describe, expect, it } from 'vitest'
import { REDACTED, redactHeaders } from '../../../main/core/ingest/redact-headers.ts'

describe('headers of a delivery', () => {
  it.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'x-hub-signature',
    'x-hub-signature-256',
    'webhook-signature',
    'x-telegram-bot-api-secret-token',
    'x-gitlab-token',
    'x-api-key',
    'x-password',
    'x-auth',
    'x-pass',
    'x-access',
    'cf-access-jwt-assertion',
  ])('%s is never kept', (name) => {
    expect(redactHeaders({ [name]: 'proof' })).toEqual({ [name]: REDACTED })
  })
  it.each(['x-original-url', 'referer', 'x-forwarded-uri'])('%s is not kept when it holds the secret path', (name) => {
    for (const value of [
      '/webhooks/xcode/hush',
      'https://a.example/webhooks/xcode/hush?x',
      '%2Fwebhooks%2Fxcode%2Fhush',
      '/webhooks/xcod%65/hush',
      '/webhooks/github/../xcod%2565/hush',
      '/%zz/webhooks%2Fxcod%65/hush',
      'Bearer hush',
    ])
      expect(redactHeaders({ [name]: value })).toEqual({ [name]: REDACTED })
    expect(redactHeaders({ [name]: '/webhooks/github' })).toEqual({ [name]: '/webhooks/github' })
  })
  it('that say what was delivered stay as they came', () => {
    const headers = { 'x-github-event': 'issues', 'x-github-delivery': 'd-1', 'content-type': 'application/json' }
    expect(redactHeaders(headers)).toEqual(headers)
  })
  it('are at most 50, of 500 characters each, names that play tricks left out', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`x-${n}`, 'v'.repeat(600)]))
    const kept = redactHeaders({ ...many })
    expect(Object.keys(kept)).toHaveLength(50)
    expect(kept['x-0']).toHaveLength(500)
    const tricky = JSON.parse('{"__proto__":"x","x-a":"1"}') as Record<string, string>
    expect(Object.entries(redactHeaders(tricky))).toEqual([['x-a', '1']])
  })
  it('that came several times are joined', () => {
    expect(redactHeaders({ 'x-a': ['1', '2'], 'x-b': undefined })).toEqual({ 'x-a': '1, 2' })
  })
})
