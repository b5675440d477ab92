import { expect, it } from 'vitest'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { inertText } from '../../../main/core/tools/vision/inert-text.ts'
import { endpointOf, VisionSettings } from '../../../main/core/tools/vision/vision-endpoint.ts'

const settings = (given: object) => VisionSettings.parse({ model: 'm', ...given })
const codeOf = (given: object): string | null => {
  const found = endpointOf(settings(given))
  return found instanceof ToolError ? found.error_code : null
}

it('is off until an endpoint and a model are named', () => {
  expect(codeOf({})).toBe('vision_off')
  expect(codeOf({ endpoint: 'http://127.0.0.1:1/v1', model: null })).toBe('vision_off')
  expect(endpointOf(settings({ endpoint: 'http://127.0.0.1:11434/v1/' }))).toMatchObject({
    ...{ host: '127.0.0.1:11434', url: 'http://127.0.0.1:11434/v1/chat/completions' },
  })
})

it.each([
  'http://127.0.0.1:1/v1',
  'http://localhost/v1',
  'http://[::1]:8080',
  'http://127.9.9.9',
  'http://2130706433/v1',
])('takes %s for this machine', (endpoint) => expect(codeOf({ endpoint })).toBeNull())

it.each([
  ...[
    'https://api.example.com/v1',
    'http://192.168.1.2/v1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
  ],
  ...['http://0.0.0.0:1', 'http://[::ffff:10.0.0.1]/v1', 'http://10.0.0.1'],
])('sends nothing to %s until that is allowed', (endpoint) => {
  expect(codeOf({ endpoint })).toBe('vision_remote_refused')
})

it('sends nothing over an open line to another machine, even where that is allowed', () => {
  expect(codeOf({ endpoint: 'http://api.example.com/v1', allow_remote: true })).toBe('vision_remote_refused')
  expect(codeOf({ endpoint: 'https://api.example.com/v1', allow_remote: true })).toBeNull()
})

it.each(['ftp://127.0.0.1', 'http://a:b@127.0.0.1', 'http://127.0.0.1/?key=1', 'http://127.0.0.1/#x', 'file:///etc'])(
  'refuses %s as a setting',
  (endpoint) => expect(VisionSettings.safeParse({ endpoint }).success).toBe(false),
)

it('leaves nothing in the words of a model that moves a cursor or turns text around', () => {
  expect(inertText('a\u001b[2Jb\u202ec\u2028d\r\ne', 100)).toEqual({ text: 'a [2Jb c\nd\ne', cut: false })
  expect(inertText('🙂🙂🙂', 2)).toEqual({ text: '🙂🙂', cut: true })
})
