import { describe, expect, it } from 'vitest'
import { updateMenu } from '../../../main/electron/updates-menu.ts'
import { IDLE, type UpdateState } from '../../../main/electron/updates-state.ts'
import { notesText, UPDATE_FAILURES } from '../../../main/electron/updates-words.ts'

const OFFER = { version: '0.2.0', notes: '' }

function menuIn(state: UpdateState, isWanted: boolean, versions: readonly string[]) {
  const done: string[] = []
  const lines = updateMenu(
    { state, isWanted, versions },
    {
      check: () => void done.push('check'),
      ask: () => void done.push('ask'),
      goBack: (version) => void done.push(`back to ${version}`),
      openSettings: () => void done.push('settings'),
    },
  )
  for (const { click } of lines) (click as (() => void) | undefined)?.()
  return { lines: lines.map(({ label, enabled }) => `${label}${enabled === false ? ' (grey)' : ''}`), done }
}

describe('the lines about updates', () => {
  it.each<[UpdateState, string, string[]]>([
    [IDLE, 'Look for a Newer Version…', ['check']],
    [{ at: 'checking' }, 'Looking for a Newer Version… (grey)', []],
    [{ at: 'found', offer: OFFER, asking: false }, 'Fetch Version 0.2.0…', ['ask']],
    [{ at: 'found', offer: OFFER, asking: true }, 'Fetch Version 0.2.0… (grey)', []],
    [{ at: 'fetching', offer: OFFER, percent: 40 }, 'Fetching Version 0.2.0: 40 % (grey)', []],
    [{ at: 'ready', offer: OFFER, asking: false }, 'Install Version 0.2.0…', ['ask']],
    [{ at: 'installing', offer: OFFER }, 'Installing Version 0.2.0 (grey)', []],
  ])('in %o say "%s"', (state, label, does) => {
    expect(menuIn(state, true, [])).toEqual({ lines: [label], done: does })
  })

  it('lead to the settings where nothing is looked for', () => {
    expect(menuIn(IDLE, false, [])).toEqual({
      lines: ['Newer Versions Are Not Looked for: Settings…'],
      done: ['settings'],
    })
  })

  it('name what failed and look again', () => {
    const { lines, done } = menuIn({ at: 'failed', step: 'check', code: 'unreachable', offer: null }, true, [])
    expect(lines[0]).toContain('Look Again: The place that newer versions come from')
    expect(done).toEqual(['check'])
  })

  it('go back to each version that is kept', () => {
    const { lines, done } = menuIn(IDLE, true, ['0.1.1', '0.1.0'])
    expect(lines.slice(1)).toEqual(['Go Back to Version 0.1.1…', 'Go Back to Version 0.1.0…'])
    expect(done).toEqual(['check', 'back to 0.1.1', 'back to 0.1.0'])
  })
})

describe('release notes', () => {
  it('are plain text: tags are left out, and nothing hides or turns the text round', () => {
    expect(notesText('<h2>News</h2><ul><li>One<li><a href="x">Two</a></ul>')).toBe('News\nOneTwo')
    expect(notesText('a\u202eb\u0000c\u200bd')).toBe('a[U+202E]b[U+0000]c[U+200B]d')
    expect(notesText('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2')
  })

  it('end with an ellipsis when they are long, in lines or in characters', () => {
    expect(notesText('line\n'.repeat(100)).split('\n')).toHaveLength(26)
    expect(notesText('x'.repeat(10_000))).toMatch(/^x{1500}\n…$/)
    expect(notesText('')).toBe('')
  })
})

it('every failure has words of one sentence or more, and a remedy', () => {
  for (const { message, remedy } of Object.values(UPDATE_FAILURES)) {
    expect(message).toMatch(/^[A-Z].*\.$/)
    expect(remedy).toMatch(/^[A-Z].*\.$/)
  }
})
