import { describe, expect, it } from 'vitest'
import { doorTo, foreigners, ok, problemIn, type Reply } from '../../support/window-door.ts'

describe("the desktop's own verbs at the window's door", () => {
  it('lists screens and windows with small pictures and names in which nothing hides', async () => {
    const { invoke, own, lines } = doorTo(ok)
    const reply = (await invoke('capture-source', own, null)) as Reply
    expect([reply.status, JSON.parse(reply.body)]).toEqual([
      200,
      [
        { id: 'screen:1:0', name: 'Entire Screen', kind: 'screen', thumbnail: 'data:image/png;base64,320' },
        { id: 'window:7:0', name: 'evil[U+202E] name', kind: 'window', thumbnail: null },
      ],
    ])
    expect(lines).toEqual([])
  })

  it('says what to do when the system shows none', async () => {
    const { invoke, own } = doorTo(ok, () => Promise.reject(new Error('Failed to get sources.')))
    const problem = problemIn((await invoke('capture-source', own, null)) as Reply)
    expect([problem.status, problem.error_code]).toEqual([502, 'capture_unavailable'])
    expect(problem.remediation_hint).toContain('Allow Countersign to record the screen')
  })

  it('remembers a source that is there, and records it without its title', async () => {
    const { invoke, own, lines } = doorTo(ok)
    expect(await invoke('capture-source', own, 'window:7:0')).toEqual({ status: 204, headers: {}, body: '' })
    expect(lines).toMatchObject([
      { type: 'capture_source_chosen', status: 204, data: { source_id: 'window:7:0', kind: 'window' } },
    ])
  })

  it.each([['window:8:0'], ['browser:1'], ['../x'], [7], [undefined], ['screen:1:0', 'more']])(
    'refuses to capture %j',
    async (...args) => {
      const { invoke, own, lines } = doorTo(ok)
      const reply = (await invoke('capture-source', own, ...args)) as Reply
      expect([reply.status, problemIn(reply).error_code]).toEqual([400, 'validation_failed'])
      expect(lines).toMatchObject([{ type: 'request_refused', route: 'countersign:capture-source' }])
    },
  )

  it('shows a count at the icon and zooms', async () => {
    const { invoke, own, verbs } = doorTo(ok)
    for (const [verb, value] of [
      ['badge', 3],
      ['badge', 0],
      ['zoom', 'in'],
      ['zoom', 'reset'],
    ] as const)
      expect(await invoke(verb, own, value)).toMatchObject({ status: 204 })
    expect(verbs).toEqual(['badge 3', 'badge 0', 'zoom in', 'zoom reset'])
  })

  it.each([
    ['badge', -1],
    ['badge', 1.5],
    ['badge', Number.NaN],
    ['badge', '3'],
    ['badge', 100_000],
    ['zoom', 'out of bounds'],
    ['zoom', { toString: 'in' }],
    ['zoom', undefined],
  ])('does nothing for %s with %j', async (verb, value) => {
    const { invoke, own, verbs, lines } = doorTo(ok)
    expect(await invoke(verb, own, value)).toMatchObject({ status: 400 })
    expect([verbs, lines.length]).toEqual([[], 1])
  })

  it.each(foreigners)('gives %s none of its verbs', async (_name, made) => {
    const { invoke, own, verbs, attempts, lines } = doorTo(ok)
    const calls: [string, ...unknown[]][] = [
      ['capture-source', 'screen:1:0'],
      ['badge', 1],
      ['zoom', 'in'],
      ['violation', 'policy', 'img-src', 'https://x/'],
      ['open-evidence', 'c1', 'p1'],
    ]
    for (const [verb, ...args] of calls) expect(await invoke(verb, made(own), ...args)).toMatchObject({ status: 403 })
    expect([verbs, attempts]).toEqual([[], []])
    expect(lines.map(({ type, actor }) => [type, actor.scopes])).toEqual(calls.map(() => ['request_refused', []]))
  })

  it('records what the policy stopped, without what may be secret in an address', async () => {
    const { invoke, own, attempts } = doorTo(ok)
    const told = (...args: unknown[]): unknown => invoke('violation', own, ...args)
    await told('policy', 'connect-src', 'http://u:p@127.0.0.1:9222/json?token=hunter2#x')
    await told('policy', 'script-src-elem', 'inline')
    await told('policy', 'img-src', 'data:image/png;base64,hunter2')
    await told('drop', 'a file', '')
    expect(attempts).toEqual([
      'policy connect-src http://127.0.0.1:9222/json',
      'policy script-src-elem inline',
      'policy img-src data:',
      'drop a file',
    ])
  })

  it.each([
    [[]],
    [['policy', 'x'.repeat(101), '']],
    [['other', 'x', '']],
    [['policy', 'img-src', 'x'.repeat(2001)]],
    [['policy', 'a\nb', '']],
  ])('takes no report that is none: %#', async (args) => {
    const { invoke, own, attempts, lines } = doorTo(ok)
    expect(await invoke('violation', own, ...args)).toMatchObject({ status: 400 })
    expect([attempts, lines.map(({ type }) => type)]).toEqual([[], ['request_refused']])
  })

  it.each([
    ['a call', '{"method":"GET","headers":{},"body":null,"__proto__":{"method":"POST"}}'],
    ['headers', '{"method":"GET","headers":{"__proto__":{"authorization":"Bearer x"}},"body":null}'],
    ['a constructor', '{"method":"GET","headers":{"constructor":{"prototype":{"polluted":1}}},"body":null}'],
  ])('is not polluted by %s that bears a prototype', async (_what, text) => {
    const asked: Request[] = []
    const { ask, own } = doorTo((request) => {
      asked.push(request)
      return ok()
    })
    const reply = await ask(own, '/api/tasks', JSON.parse(text))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(({} as Record<string, unknown>)['authorization']).toBeUndefined()
    if (reply.status !== 400) expect([asked[0]?.method, [...(asked[0]?.headers ?? [])]]).toEqual(['GET', []])
  })
})
