import { describe, expect, it } from 'vitest'
import { loadSources } from '../../../main/sources-config.ts'

const BOT = `123456:${'a'.repeat(35)}`

describe('the configuration of the sources', () => {
  it('has every source off and nobody allowed when nothing is set', () => {
    expect(loadSources({}, {})).toEqual({
      github: { secrets: [], token: null, hooks: [], api_url: 'https://api.github.com' },
      xcode: { token: null, webhook_secret: null },
      telegram: {
        ...{ bot_token: null, secret_token: null, allowed_users: [], allowed_chats: [] },
        ...{ operators: [], operator_names: new Map() },
        per_day: { files: 100, bytes: 524_288_000 },
        api_root: 'https://api.telegram.org',
      },
    })
  })
  it('takes two GitHub secrets while one is being changed', () => {
    const { github } = loadSources({ WEBHOOK_SECRET: 'new', WEBHOOK_SECRET_PREVIOUS: 'old' }, {})
    expect(github.secrets).toEqual(['new', 'old'])
  })
  it('takes ids from the environment before config.json', () => {
    const file = { telegram_allowed_users: [7], telegram_operators: [9] }
    const { telegram } = loadSources({ TELEGRAM_ALLOWED_USERS: '1, 2', TELEGRAM_ALLOWED_CHATS: '-100123' }, file)
    expect(telegram).toMatchObject({ allowed_users: [1, 2], allowed_chats: [-100123], operators: [9] })
  })
  it.each([
    [{ TELEGRAM_OPERATORS: '7=anna, 8' }, {}],
    [{}, { telegram_operators: ['7=anna', 8] }],
  ])('takes who of the operators in Telegram is which operator at the console: %j %j', (env, file) => {
    const { telegram } = loadSources(env, file)
    expect(telegram).toMatchObject({ operators: [7, 8], operator_names: new Map([[7, 'anna']]) })
  })
  it('takes how much one user may have kept, also nothing at all', () => {
    const file = { telegram_files_per_day: 3, telegram_bytes_per_day: 1000 }
    expect(loadSources({ TELEGRAM_FILES_PER_DAY: '0' }, file).telegram.per_day).toEqual({ files: 0, bytes: 1000 })
  })
  it('takes hooks of repositories and organisations', () => {
    expect(loadSources({ GITHUB_HOOKS: 'octo/cat:12, octo:3' }, {}).github.hooks).toEqual(['octo/cat:12', 'octo:3'])
  })
  it.each([
    [{ BOT_TOKEN: 'hunter2' }, /BOT_TOKEN/],
    [{ XCODE_TOKEN: 'short' }, /XCODE_TOKEN has 5 characters/],
    [{ XCODE_TOKEN: 'with/a/slash/in/the/middle' }, /XCODE_TOKEN/],
    [{ XCODE_WEBHOOK_SECRET: 'whsec_short' }, /XCODE_WEBHOOK_SECRET/],
    [{ TELEGRAM_SECRET_TOKEN: 'with blanks' }, /TELEGRAM_SECRET_TOKEN/],
    [{ TELEGRAM_OPERATORS: '@alice' }, /TELEGRAM_OPERATORS: "@alice"/],
    [{ TELEGRAM_OPERATORS: '7=' }, /TELEGRAM_OPERATORS "" is not a name/],
    [{ TELEGRAM_OPERATORS: '7=operator:anna' }, /TELEGRAM_OPERATORS "operator:anna" is not a name/],
    [{ TELEGRAM_OPERATORS: '7=anna,7=bea' }, /TELEGRAM_OPERATORS: 7 is given twice/],
    [{ TELEGRAM_ALLOWED_USERS: '1,,2' }, /TELEGRAM_ALLOWED_USERS/],
    [{ TELEGRAM_FILES_PER_DAY: 'many' }, /TELEGRAM_FILES_PER_DAY: "many"/],
    [{ TELEGRAM_BYTES_PER_DAY: '-1' }, /TELEGRAM_BYTES_PER_DAY/],
    [{ GITHUB_HOOKS: 'octo/cat' }, /GITHUB_HOOKS: "octo\/cat"/],
    [{ WEBHOOK_SECRET_PREVIOUS: 'old' }, /WEBHOOK_SECRET_PREVIOUS/],
    [{ TELEGRAM_API_ROOT: 'http://example.org' }, /TELEGRAM_API_ROOT/],
    [{ GITHUB_API_URL: 'ftp://127.0.0.1' }, /GITHUB_API_URL/],
  ])('refuses %j by name, exit 2', (env, message) => {
    expect(() => loadSources(env, {})).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    )
  })
  it('never shows a secret that it refuses', () => {
    expect(() => loadSources({ BOT_TOKEN: 'hunter2' }, {})).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })
  it('talks without TLS to this machine only', () => {
    const { telegram } = loadSources({ BOT_TOKEN: BOT, TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/' }, {})
    expect(telegram.api_root).toBe('http://127.0.0.1:8081')
  })
})
