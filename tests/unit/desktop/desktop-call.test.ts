import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { requestOf } from '../../../main/electron/desktop-call.ts'

const GET = { method: 'GET', headers: {}, body: null }
const post = (body: unknown, headers: object = {}): object => ({ method: 'POST', headers, body })

function codeOf(path: unknown, call: unknown): string {
  try {
    requestOf(path, call)
    return 'taken'
  } catch (error) {
    return error instanceof AppError ? error.code : `not a refusal: ${String(error)}`
  }
}

describe('a call from the window', () => {
  it.each([
    '/health',
    '/system/info',
    '/api/tasks',
    '/api/tasks?q=..%2F..&limit=5',
    '/api/tasks?q=a..b',
    '/api/tasks/a%20b/approve',
    '/api/tasks/a.b',
  ])('may ask for %s', (path) => {
    expect(new URL(requestOf(path, GET).url).pathname).toBe(path.split('?')[0])
  })

  it.each([
    '',
    '/',
    '/index.html',
    '/openapi.yaml',
    '/webhooks/github',
    '/healthy',
    '/health/x',
    '/api',
    '/apiary',
    'api/tasks',
    '//api/tasks',
    '/\\api/tasks',
    '/api/../webhooks/github',
    '/api/..',
    '/api/%2e%2e/webhooks/github',
    '/api/.%2E/x',
    '/api/./x',
    '/api/a..b',
    '/api\\..\\webhooks',
    '/api/x#fragment',
    '/api/x#',
    '/api/a b',
    '/api/\u0000',
    '/ap\ni/x',
    '\t/api/x',
    '/api/ü',
    '/api/\ud800',
    'https://example.org/api/tasks',
    'file:///api/x',
    'countersign://console/api/x',
    '@example.org/api/x',
    `/api/${'x'.repeat(9000)}`,
    null,
    7,
    ['/api/tasks'],
    { toString: () => '/api/tasks' },
  ])('may not ask for %j', (path) => {
    expect(codeOf(path, GET)).toBe('validation_failed')
  })

  it.each(['PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'get', '', null, undefined, 1])('may not use method %j', (method) => {
    expect(codeOf('/api/tasks', { method, headers: {}, body: null })).toBe('validation_failed')
  })

  it.each([
    { authorization: 'Bearer x' },
    { cookie: 'a=b' },
    { host: 'example.org' },
    { origin: 'https://example.org' },
    { 'x-forwarded-for': '1' },
    { 'Content-Type': 'application/json' },
    { 'content-type': 'application/json\r\nauthorization: x' },
    { 'if-match': '"ü"' },
    { 'if-match': 'x'.repeat(1001) },
    { 'if-match': 5 },
    [],
    'content-type',
    null,
    undefined,
  ])('may not send headers %j', (headers) => {
    expect(codeOf('/api/tasks', { method: 'GET', headers, body: null })).toBe('validation_failed')
  })

  it('carries method, body and the headers it may send to the app unchanged', async () => {
    const held = { 'if-match': '"abc"', 'if-none-match': '*', 'if-range': '"abc"', range: 'bytes=0-9' }
    const headers = { 'content-type': 'application/json', ...held, prefer: 'respond-async' }
    const request = requestOf('/api/tasks/t/approve', post('{"comment":"Größe 🙂"}', headers))
    expect(request.method).toBe('POST')
    expect(Object.fromEntries(request.headers)).toEqual(headers)
    expect(await request.text()).toBe('{"comment":"Größe 🙂"}')
  })

  it('may carry a body of 1 MiB and no byte more, counted in UTF-8', () => {
    expect(codeOf('/api/tasks', post('x'.repeat(1024 * 1024)))).toBe('taken')
    expect(codeOf('/api/tasks', post('x'.repeat(1024 * 1024 + 1)))).toBe('payload_too_large')
    expect(codeOf('/api/tasks', post('ü'.repeat(512 * 1024 + 1)))).toBe('payload_too_large')
  })

  it.each([7, {}, undefined, ['x']])('may not have the body %j', (body) => {
    expect(codeOf('/api/tasks', post(body))).toBe('validation_failed')
  })

  it('has no body when it is a GET', () => {
    expect(codeOf('/api/tasks', { ...GET, body: '' })).toBe('validation_failed')
  })

  it('may not say more than it is asked', () => {
    expect(codeOf('/api/tasks', { ...GET, identity: { scopes: ['admin'] } })).toBe('validation_failed')
  })

  it('names the member that is wrong', () => {
    expect(() => requestOf('/etc/passwd', GET)).toThrow(/^path: /)
    expect(() => requestOf('/api/tasks', { ...GET, headers: { cookie: 'x' } })).toThrow(/^headers: .*cookie/)
  })

  it('is taken or refused with a code, whatever it consists of', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), fc.anything(), (path, call) => {
        expect(['taken', 'validation_failed', 'payload_too_large']).toContain(codeOf(path, call))
      }),
    )
  })

  it('never reaches a path outside the open roots, however it is written', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2E',
      '%2f',
      '\\',
      'api',
      'system',
      'health',
      'x',
      '?',
      '#',
      '@',
      ':',
      '\t',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }),
        fc.constantFrom('', '/api/', '/system/', '/health'),
        (pieces, root) => {
          const path = root + pieces.join('')
          if (codeOf(path, GET) !== 'taken') return
          const url = new URL(requestOf(path, GET).url)
          expect(url.host).toBe('desktop.invalid')
          expect(url.pathname).toMatch(/^\/(health$|api\/|system\/)/)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
