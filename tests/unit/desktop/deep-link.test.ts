import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkIn, parseDeepLink, readLink } from '../../../main/electron/deep-link.ts'

const APPROVAL = 'ap-0123456789abcdef'

describe('a link from outside', () => {
  it('names a task or an approval', () => {
    expect(parseDeepLink('countersign://task/a1b2c3d4e5f6')).toEqual({ page: 'task', id: 'a1b2c3d4e5f6' })
    expect(parseDeepLink('countersign://task/a_b-c')).toEqual({ page: 'task', id: 'a_b-c' })
    expect(parseDeepLink(`countersign://approval/${APPROVAL}`)).toEqual({ page: 'approval', id: APPROVAL })
  })

  it.each([
    ['what an approval cannot be called', 'countersign://approval/a1b2c3d4e5f6'],
    ['what a task cannot be called', 'countersign://task/A1B2'],
    ['a page that no link opens', 'countersign://settings/x'],
    ['the console itself', 'countersign://console/'],
    ['an API path', 'countersign://console/api/tasks'],
    ['a query', 'countersign://task/abc?approve=1'],
    ['a fragment', 'countersign://task/abc#approve'],
    ['an encoded id', 'countersign://task/%61bc'],
    ['a path in the id', 'countersign://task/../../etc/passwd'],
    ['a slash at the end', 'countersign://task/abc/'],
    ['a user name', 'countersign://me@task/abc'],
    ['a port', 'countersign://task:1/abc'],
    ['another writing of the scheme', 'COUNTERSIGN://task/abc'],
    ['a line break', 'countersign://task/abc\n'],
    ['words before it', ' countersign://task/abc'],
    ['another scheme', 'https://task/abc'],
    ['no id', 'countersign://task/'],
    ['an id that is too long', `countersign://task/${'a'.repeat(65)}`],
    ['nothing', ''],
  ])('is refused with %s', (_what, text) => {
    expect(parseDeepLink(text)).toBeNull()
  })

  it('never throws, and never yields anything but an item by its id', () => {
    const near = fc
      .tuple(
        fc.constantFrom('countersign://', 'countersign:', 'Countersign://'),
        fc.constantFrom('task', 'approval', 'x'),
        fc.string(),
      )
      .map(([scheme, page, rest]) => `${scheme}${page}/${rest}`)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near, fc.webUrl()), (text) => {
        const target = parseDeepLink(text)
        if (target === null) return
        expect(Object.keys(target)).toEqual(['page', 'id'])
        expect(text).toBe(`countersign://${target.page}/${target.id}`)
        expect(target.id).toMatch(target.page === 'task' ? /^[a-z0-9][a-z0-9_-]{0,63}$/ : /^ap-[0-9a-f]{16}$/)
      }),
      { numRuns: 500 },
    )
  })

  it('of every valid id is read back', () => {
    const ids = fc.oneof(
      fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/).map((id) => ({ page: 'task' as const, id })),
      fc.stringMatching(/^ap-[0-9a-f]{16}$/).map((id) => ({ page: 'approval' as const, id })),
    )
    fc.assert(
      fc.property(ids, (target) => {
        expect(parseDeepLink(`countersign://${target.page}/${target.id}`)).toEqual(target)
      }),
    )
  })
})

describe('a command line', () => {
  it('without a link asks for nothing', () => {
    expect(linkIn(['/usr/bin/countersign', '--hidden', 'https://example.org/countersign:'])).toEqual({ kind: 'none' })
  })

  it('has its link among the switches', () => {
    const argv = ['/usr/bin/countersign', '--enable-features=x', 'countersign://task/abc', '--flag']
    expect(linkIn(argv)).toEqual({ kind: 'target', target: { page: 'task', id: 'abc' } })
  })

  it('with a link that leads nowhere says which', () => {
    const text = 'CounterSign://evil/approve'
    expect(linkIn(['x', text])).toEqual({ kind: 'rejected', text })
    expect(readLink(text)).toEqual({ kind: 'rejected', text })
  })
})
