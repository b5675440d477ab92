import { describe, expect, it } from 'vitest'
import { createOutsideLinks, isOutsideLink } from '../../../main/electron/outside-links.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

/** Links of a page, with a person who answers `answer` to each question. */
function links(answer: () => Promise<number>, openExternal: (url: string) => Promise<void> = async () => undefined) {
  const asked: string[] = []
  const opened: string[] = []
  const attempts: string[] = []
  const timers = createManualTimers(0)
  const open = createOutsideLinks({
    shell: {
      openExternal: (url) => {
        opened.push(url)
        return openExternal(url)
      },
    },
    dialog: {
      showMessageBox: async (...given: unknown[]) => {
        const { message, detail } = given.at(-1) as { message: string; detail: string }
        asked.push(`${message} ${detail.split('\n')[0]}`)
        return { response: await answer(), checkboxChecked: false }
      },
    },
    attempts: { note: (attempt, detail) => void attempts.push(`${attempt} ${detail}`) },
    timers,
  })
  return { asked, opened, attempts, open, timers }
}

/** Lets what was answered take effect. */
const answered = () => new Promise((resolve) => setImmediate(resolve))

describe('a link that leads out of the console', () => {
  it('opens in the browser once the operator saw the whole address and agreed', async () => {
    const { open, asked, opened } = links(async () => 0)
    open('https://github.com/a/b/issues/1?x=1')
    await expect.poll(() => opened).toEqual(['https://github.com/a/b/issues/1?x=1'])
    expect(asked).toEqual(['Open a page of github.com in your browser? https://github.com/a/b/issues/1?x=1'])
  })

  it('opens nowhere when the operator does not agree; for half a minute the next ones are refused and recorded', async () => {
    const { open, asked, opened, attempts, timers } = links(async () => 1)
    open('https://example.org/1')
    await expect.poll(() => timers.waiting()).toBe(1)
    await answered()
    for (let n = 0; n < 100; n += 1) open('https://example.org/2')
    expect([asked.length, attempts.length, attempts[0]]).toEqual([1, 100, 'new_window https://example.org/2'])
    timers.advance(29_000)
    open('https://example.org/3')
    expect(asked).toHaveLength(1)
    timers.advance(1000)
    open('https://example.org/4')
    expect(asked).toHaveLength(2)
    expect(opened).toEqual([])
  })

  it('is asked about again at once after the operator agreed to the one before', async () => {
    const { open, asked, opened } = links(async () => 0)
    open('https://example.org/1')
    await expect.poll(() => opened).toHaveLength(1)
    await answered()
    open('https://example.org/2')
    expect(asked).toHaveLength(2)
  })

  it('shows the host as the browser will read it, whatever it looks like', async () => {
    const { open, asked } = links(async () => 1)
    open('https://gith\u0443b.com/')
    await expect
      .poll(() => asked)
      .toEqual(['Open a page of xn--githb-hze.com in your browser? https://xn--githb-hze.com/'])
  })

  it('is one at a time: what a page asks meanwhile is refused and recorded', () => {
    const { open, asked, attempts } = links(() => new Promise(() => undefined))
    for (const n of [1, 2, 3]) open(`https://example.org/${n}`)
    expect(asked).toHaveLength(1)
    expect(attempts).toEqual(['new_window https://example.org/2', 'new_window https://example.org/3'])
  })

  it('that no browser opens is recorded', async () => {
    const { open, attempts } = links(
      async () => 0,
      () => Promise.reject(new Error('no browser')),
    )
    open('https://example.org/')
    await expect.poll(() => attempts).toEqual(['new_window the desktop did not open https://example.org/'])
  })

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'countersign://console/',
    'x',
    `https://e.org/${'x'.repeat(500)}`,
  ])('is asked about for no other address: %s', (address) => {
    const { open, asked, attempts } = links(async () => 0)
    open(address)
    expect([asked, attempts.length]).toEqual([[], 1])
  })

  it.each(['https://user:secret@example.org/', 'https:', 'javascript:https://x', 'smb://x/y', 'mailto:a@b', ''])(
    'is not %j',
    (address) => expect(isOutsideLink(address)).toBe(false),
  )
})
