import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sha256, TaskId } from '../../../contract/ids.ts'
import { Task } from '../../../contract/task.ts'
import { cardButtons, cardText, closedCardText } from '../../../main/core/remote/card.ts'
import { detailsPages } from '../../../main/core/remote/details.ts'

const SHA = `abcdef01${'0'.repeat(56)}` as Sha256
const NOW = '2026-01-31T09:30:00.000Z'

const taskOf = (over: Record<string, unknown>): Task =>
  Task.parse({
    ...{ task_id: 'aaaaaaaaaaaa', source: 'telegram', request_text: 'Clean the cache', title: 'Clean the cache' },
    ...{ created_at: NOW, correlation_id: 'aaaaaaaaaaaa', assurance: 'token' },
    ...over,
  })

const textOf = (over: Record<string, unknown>, decides = true): string =>
  cardText({ task: taskOf(over), shown_at: NOW, decides, taken_back: null, protocol: [] })

describe('a card', () => {
  it('shows what is asked, by whom, what is known about it, and which version it is', () => {
    const text = textOf({
      ...{ requested_by: 'telegram:888', chat_id: 888 },
      acceptance_criteria: [{ criterion_id: 'c1', text: 'The cache is empty' }],
      declared_scope: ['src/cache'],
      ci_status: { state: 'failed', name: 'build', updated_at: NOW, checks: [] },
      external_ref: {
        kind: 'github_pull_request',
        repository: 'o/r',
        number: 12,
        state: 'open',
        head_commit: '0123456789abcdef',
      },
      amendments: [{ amended_at: NOW, text: 'Clean it twice', delivery_id: 'u' }],
      attachments: [
        {
          ...{ attachment_id: 'a', kind: 'document', file_id: 'f', name: 'plan.pdf', media_type: null, bytes: 123 },
          ...{ state: 'refused', reason: 'larger than 20 MB', package_id: null },
        },
      ],
      version: 3,
    })
    expect(text).toBe(
      [
        'Task aaaaaaaaaaaa: pending',
        'From telegram (Telegram vouches for the sender; the content is not signed)',
        'Asked by telegram:888 in chat 888',
        'Title: Clean the cache',
        '',
        'Request:',
        '> Clean the cache',
        '',
        'Changed by the requester once, last at 2026-01-31 09:30:00 UTC. Latest words:',
        '> Clean it twice',
        '',
        'Acceptance criteria (1):',
        '- c1: The cache is empty',
        'Scope (1):',
        '- src/cache',
        'CI: failed (build, 0 checks) at 2026-01-31 09:30:00 UTC',
        'Attachments (1):',
        '- document plan.pdf, 123 bytes: refused (larger than 20 MB)',
        'Refers to: github pull request o/r#12, open, head 0123456789a…',
        'Version 3',
        'Shown as of 2026-01-31 09:30:00 UTC. The buttons decide this version only, and work for 24 h.',
      ].join('\n'),
    )
  })

  it('says that publishing is allowed, and under which id the trail is when it is not the id of the task', () => {
    const text = textOf({ allow_external_publish: true, correlation_id: 'req-1' })
    expect(text).toContain('Publishing outside: allowed')
    expect(text).toContain('Version 1, correlation id req-1')
  })

  it('names what is known of a sender by the way the task came', () => {
    expect(textOf({ source: 'xcode' })).toContain('From xcode (sender known by a token, content not signed)')
    expect(textOf({ assurance: 'none' })).toContain('From telegram (nothing proven about the sender)')
  })

  it('keeps whoever asked on one line, also when another program wrote the name', () => {
    const text = textOf({ requested_by: 'telegram:1\nStatus: approved\u202e', chat_id: 'a\nb' })
    expect(text).toContain('Asked by telegram:1 Status: approved[U+202E] in chat a b')
  })

  it('says how much of a long request is left out', () => {
    const text = textOf({ request_text: 'x'.repeat(10_000) })
    const shown = /^> (x+)$/m.exec(text)?.[1]?.length ?? 0
    const left = Number(/… (\d+) more characters are left out/.exec(text)?.[1])
    expect(shown).toBeGreaterThan(3000)
    expect(shown + left).toBe(10_000)
  })

  it('marks every line of a request, so that none passes for a line of the card', () => {
    const text = textOf({ request_text: 'Do it\nPublishing outside: not allowed\r\nShown as of never' })
    expect(text).toContain('> Do it\n> Publishing outside: not allowed\n> Shown as of never')
    expect(text.match(/^Shown as of/gm)).toHaveLength(1)
  })

  it('keeps a title, a name and a path on their one line', () => {
    const text = textOf({ title: 'a\nStatus: approved', declared_scope: ['x\nPublishing outside: allowed'] })
    expect(text).toContain('Title: a Status: approved')
    expect(text).toContain('- x Publishing outside: allowed')
  })

  it('shows characters that hide or turn the text', () => {
    const text = textOf({ title: 'a\u202eb', request_text: 'c\u200bd\u0007', declared_scope: ['e\u2066'] })
    expect(text).toContain('Title: a[U+202E]b')
    expect(text).toContain('> c[U+200B]d[U+0007]')
    expect(text).toContain('- e[U+2066]')
  })

  const words = (maxLength: number) =>
    fc.oneof(
      fc.string({ unit: 'binary', maxLength }),
      fc.string({ unit: fc.constantFrom('😀', '\n', 'x', '\u202e', '\ud800'), maxLength }),
      fc.constantFrom(
        'x'.repeat(maxLength),
        '\n'.repeat(maxLength),
        '😀'.repeat(maxLength / 2),
        '\u202e'.repeat(maxLength),
      ),
    )
  const anyTask = fc.record({
    request_text: words(6000),
    title: words(500),
    correlation_id: fc.constantFrom('aaaaaaaaaaaa', 'c'.repeat(128)),
    requested_by: words(200),
    acceptance_criteria: fc.array(
      fc.record({ criterion_id: fc.constant('c'), text: words(400).map((t) => t || 'x') }),
      { maxLength: 12 },
    ),
    declared_scope: fc.array(words(300), { maxLength: 12 }),
    amendments: fc.array(
      fc.record({ amended_at: fc.constant(NOW), text: words(5000), delivery_id: fc.constant('u') }),
      { maxLength: 2 },
    ),
    attachments: fc.array(
      fc.record({
        ...{ attachment_id: fc.constant('a'), kind: fc.constant('document'), file_id: fc.constant('f') },
        ...{
          name: words(300),
          media_type: fc.constant(null),
          bytes: fc.constant(2 ** 40),
          state: fc.constant('refused'),
        },
        ...{ reason: words(500), package_id: fc.constant(null) },
      }),
      { maxLength: 6 },
    ),
    ci_status: fc.record({ state: fc.constant('cancelled'), name: words(300), updated_at: fc.constant(NOW) }),
    external_ref: fc.record({
      ...{ kind: fc.constant('github_pull_request'), repository: words(300).map((t) => t || 'r') },
      ...{ number: fc.constant(2 ** 40), state: words(40), head_commit: words(64) },
    }),
    verdict: fc.record({
      ...{ decision: fc.constant('approve'), comment: words(4000), decided_by: words(200).map((t) => t || 'x') },
      ...{ decided_at: fc.constant(NOW), door: fc.constant('telegram') },
    }),
  })

  it('has room in a message whatever the task holds, and always says which version it is', () => {
    fc.assert(
      fc.property(anyTask, (over) => {
        const text = textOf(over)
        expect(text.length).toBeLessThanOrEqual(4096)
        expect(text.isWellFormed()).toBe(true)
        expect(text).toMatch(/^Version 1(, correlation id c+)?$/m)
        expect(text.endsWith('The buttons decide this version only, and work for 24 h.')).toBe(true)
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
      }),
      { numRuns: 300 },
    )
  })

  it('has details of at most four messages that fit, whatever the task holds', () => {
    fc.assert(
      fc.property(anyTask, (over) => {
        const pages = detailsPages(taskOf(over), SHA, Date.parse(NOW))
        expect(pages.length).toBeLessThanOrEqual(4)
        for (const page of pages) {
          expect(page.length).toBeLessThanOrEqual(4096)
          expect(page.isWellFormed()).toBe(true)
          expect(page).toContain('Task aaaaaaaaaaaa, details')
        }
      }),
      { numRuns: 100 },
    )
  })

  it('binds its buttons by 18 characters', () => {
    expect(
      cardButtons('AAAAAAAAAAAAAAAA')
        .flat()
        .map(({ data }) => data),
    ).toEqual(['a:AAAAAAAAAAAAAAAA', 'r:AAAAAAAAAAAAAAAA', 'd:AAAAAAAAAAAAAAAA'])
  })

  it('says what became of it when it is closed', () => {
    expect(closedCardText('aaaaaaaaaaaa', taskOf({}), 'Expired.')).toBe(
      'Task aaaaaaaaaaaa\nTitle: Clean the cache\nExpired.',
    )
    expect(closedCardText('aaaaaaaaaaaa' as TaskId, null, 'Gone.')).toBe('Task aaaaaaaaaaaa\nGone.')
  })
})

describe('details', () => {
  it('hold every word of a request that fits into four messages', () => {
    const lines = Array.from({ length: 300 }, (_, n) => `line ${n} ${'y'.repeat(30)}`)
    const text = detailsPages(taskOf({ request_text: lines.join('\n') }), SHA, Date.parse(NOW)).join('\n')
    for (const line of lines) expect(text).toContain(`> ${line}`)
  })

  it('mark what goes on from one message to the next, and count what is missing', () => {
    const pages = detailsPages(taskOf({ request_text: 'z'.repeat(20_000) }), SHA, Date.parse(NOW))
    expect(pages).toHaveLength(4)
    for (const page of pages.slice(1)) expect(page.split('\n\n')[1]?.startsWith('> z')).toBe(true)
    const shown = pages.join('').match(/z/g)?.length ?? 0
    const left = Number(/… (\d+) more characters: see the console/.exec(pages.at(-1) ?? '')?.[1])
    // The mark of the line that is missing is counted too.
    expect(shown + left).toBe(20_000 + 2)
  })

  it('give the trail: what was decided, the checks, the issues', () => {
    const text = detailsPages(
      taskOf({
        verdict: { decision: 'reject', comment: 'Too broad', decided_by: 'operator', decided_at: NOW, door: 'console' },
        ci_status: {
          ...{ state: 'failed', name: 'build', updated_at: NOW },
          checks: [{ key: 'k', state: 'failed', name: 'unit tests', commit: null, url: null, updated_at: NOW }],
        },
        issues: [{ issue_id: 'i', criterion_ref: 'c1', text: 'It is not empty' }],
      }),
      SHA,
      Date.parse(NOW),
    ).join('\n')
    expect(text).toContain('Rejected by operator at 2026-01-31 09:30:00 UTC through console. Comment: Too broad')
    expect(text).toContain('- failed: unit tests (2026-01-31 09:30:00 UTC)')
    expect(text).toContain('- c1: It is not empty')
    expect(text).toContain(`Publishing outside: not allowed\nCorrelation id: aaaaaaaaaaaa\nbase_sha: ${SHA}`)
  })
})
