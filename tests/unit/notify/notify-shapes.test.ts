import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { NotifyArgs } from '../../../main/core/tools/notify/notify-args.ts'
import { NotifySettings } from '../../../main/core/tools/notify/notify-settings.ts'

const FILE = sha256('file')
const takes = (args: object): boolean => NotifyArgs.safeParse(args).success

describe('the arguments of a notification', () => {
  const telegram = { channel: 'telegram', chat_id: 7, text: 'Done' }
  it.each([
    { channel: 'desktop', title: 'Done', body: '' },
    telegram,
    { ...telegram, text: 'x'.repeat(4096), chat_id: -100123 },
    { ...telegram, artifact_sha256: FILE, as: 'photo' },
    { ...telegram, artifact_sha256: FILE, as: 'document', text: 'x'.repeat(1024) },
    { channel: 'webhook', name: 'build', payload: { type: 'done' } },
  ])('are taken as they are: $channel', (args) => {
    expect(NotifyArgs.parse(args)).toEqual(args)
  })

  it.each([
    ['a channel that is none', { channel: 'email', to: 'x' }],
    ['an address instead of a name', { channel: 'webhook', name: 'https://example.org', payload: {} }],
    ['an address beside the name', { channel: 'webhook', name: 'build', url: 'https://example.org', payload: {} }],
    ['a payload that is too long', { channel: 'webhook', name: 'build', payload: { x: 'x'.repeat(65_536) } }],
    ['a payload that is no object', { channel: 'webhook', name: 'build', payload: [] }],
    ['a text that is too long', { ...telegram, text: 'x'.repeat(4097) }],
    ['a text of blanks', { ...telegram, text: ' \n' }],
    [
      'a text under a file that is too long',
      { ...telegram, text: 'x'.repeat(1025), artifact_sha256: FILE, as: 'photo' },
    ],
    ['a file without its kind', { ...telegram, artifact_sha256: FILE }],
    ['a kind without a file', { ...telegram, as: 'photo' }],
    ['a chat by name', { ...telegram, chat_id: '@anna' }],
    ['a parse mode', { ...telegram, parse_mode: 'HTML' }],
    ['no title', { channel: 'desktop', title: '', body: 'x' }],
  ])('are not taken with %s', (_name, args) => {
    expect(takes(args)).toBe(false)
  })

  it('can be told to a client as a JSON Schema', () => {
    expect(z.toJSONSchema(NotifyArgs, { target: 'draft-2020-12', io: 'input' })).toHaveProperty('oneOf')
  })
})

describe('the settings of notifications', () => {
  const webhooks = (...urls: string[]) => ({ webhooks: urls.map((url, i) => ({ name: `hook-${i}`, url })) })
  it('hold without a word in the file', () => {
    expect(NotifySettings.parse({})).toEqual({
      ...{ webhooks: [], private_hosts: [], attempts: 5, attempt_timeout_ms: 20_000, first_wait_ms: 1000 },
    })
  })
  it.each(['https://example.org/hook', 'http://127.0.0.1:9/x', 'http://[::1]:9/x', 'http://localhost/x'])(
    'take the address %s',
    (url) => expect(NotifySettings.safeParse(webhooks(url)).success).toBe(true),
  )
  it.each([
    ...['http://example.org/hook', 'http://10.0.0.1/x', 'ftp://example.org/x', 'https://me:secret@example.org/x'],
    ...['http://127.0.0.1.example.org/x', 'http://localhost.example.org/x', 'file:///etc/passwd', 'example.org'],
  ])('do not take the address %s', (url) => {
    expect(NotifySettings.safeParse(webhooks(url)).success).toBe(false)
  })
  it('do not take two webhooks with one name', () => {
    const url = 'https://example.org/x'
    const twice = {
      webhooks: [
        { name: 'build', url },
        { name: 'build', url },
      ],
    }
    expect(NotifySettings.safeParse(twice).success).toBe(false)
  })
})
