import { PAGES } from '../../app/pages.ts'

/** Keys that are pressed together or, with `after`, one after the other. */
export interface Shortcut {
  readonly keys: readonly string[]
  /** `or`: each does it alone; `with`: held together; `after`: one after the other. */
  readonly how: 'or' | 'with' | 'after'
  readonly does: string
}

export interface ShortcutGroup {
  readonly name: string
  readonly shortcuts: readonly Shortcut[]
}

const one = (key: string, does: string): Shortcut => ({ keys: [key], how: 'or', does })

const EVERYWHERE: ShortcutGroup = {
  name: 'Everywhere',
  shortcuts: [
    { keys: ['Ctrl', 'K'], how: 'with', does: 'every command, and search for a task or an approval' },
    one('?', 'the list of keys'),
    one('Esc', 'close what is open above the page; back to the list'),
  ],
}
const LISTS: ShortcutGroup = {
  name: 'In a list',
  shortcuts: [
    { keys: ['j', '↓'], how: 'or', does: 'next row' },
    { keys: ['k', '↑'], how: 'or', does: 'previous row' },
    one('Enter', 'open it and move into it'),
    one('/', 'search'),
    one('x', 'choose the call, to decide several at once'),
  ],
}
const DECIDING: ShortcutGroup = {
  name: 'Deciding',
  shortcuts: [
    one('a', 'approve the open task or call'),
    one('r', 'reject the open task'),
    one('d', 'deny the open call'),
    { keys: ['Ctrl', 'Enter'], how: 'with', does: 'confirm in the dialog' },
  ],
}
const GOING: ShortcutGroup = {
  name: 'Going to a page',
  shortcuts: PAGES.map(({ letter, word }) => ({ keys: ['g', letter], how: 'after', does: word })),
}
/** Those of the window's own menu. */
const WINDOW: ShortcutGroup = {
  name: 'Size of everything',
  shortcuts: [
    { keys: ['Ctrl', '+'], how: 'with', does: 'bigger' },
    { keys: ['Ctrl', '-'], how: 'with', does: 'smaller' },
    { keys: ['Ctrl', '0'], how: 'with', does: 'actual size' },
  ],
}

/** Every key there is; the dialog shows the most used, the page all of them. */
export const SHORTCUTS: readonly ShortcutGroup[] = [EVERYWHERE, LISTS, DECIDING, GOING, WINDOW]
export const MOST_USED: readonly ShortcutGroup[] = [EVERYWHERE, LISTS, DECIDING]
