import type { MenuItemConstructorOptions } from 'electron'
import { menuText } from './menu-text.ts'
import type { UpdateState } from './updates-state.ts'
import { UPDATE_FAILURES } from './updates-words.ts'

export interface UpdateMenuFacts {
  /** Whether the settings let the app look for newer versions. */
  readonly isWanted: boolean
  readonly state: UpdateState
  /** Versions to go back to. */
  readonly versions: readonly string[]
}

export interface UpdateMenuActions {
  check(): void
  ask(): void
  goBack(version: string): void
  openSettings(): void
}

/** The lines about updates, for the Help menu. */
export function updateMenu(facts: UpdateMenuFacts, actions: UpdateMenuActions): MenuItemConstructorOptions[] {
  return [
    updateLine(facts, actions),
    ...facts.versions.map((version) => ({
      id: `go-back:${version}`,
      label: `Go Back to Version ${menuText(version)}…`,
      click: () => actions.goBack(version),
    })),
  ]
}

function updateLine({ isWanted, state }: UpdateMenuFacts, actions: UpdateMenuActions): MenuItemConstructorOptions {
  const line = (label: string, click: (() => void) | null): MenuItemConstructorOptions =>
    click === null ? { id: 'update', label, enabled: false } : { id: 'update', label, click }
  const version = 'offer' in state && state.offer !== null ? menuText(state.offer.version) : ''
  switch (state.at) {
    case 'checking':
      return line('Looking for a Newer Version…', null)
    case 'found':
      return line(`Fetch Version ${version}…`, state.asking ? null : actions.ask)
    case 'fetching':
      return line(`Fetching Version ${version}: ${state.percent} %`, null)
    case 'ready':
      return line(`Install Version ${version}…`, state.asking ? null : actions.ask)
    case 'installing':
      return line(`Installing Version ${version}`, null)
    case 'idle':
      return isWanted
        ? line('Look for a Newer Version…', actions.check)
        : line('Newer Versions Are Not Looked for: Settings…', actions.openSettings)
    case 'failed':
      return isWanted
        ? line(`Look Again: ${menuText(UPDATE_FAILURES[state.code].message)}`, actions.check)
        : line('Newer Versions Are Not Looked for: Settings…', actions.openSettings)
  }
}
