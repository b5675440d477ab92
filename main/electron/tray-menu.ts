import type { MenuItemConstructorOptions } from 'electron'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import type { IntakeState } from '../../contract/intake.ts'
import { menuText } from './menu-text.ts'
import { type Waiting, waitingWords } from './waiting-count.ts'

/** What the menu of the tray shows. `intake` is null as long as it is not known. */
export interface TrayFacts {
  readonly waiting: Waiting
  readonly intake: Pick<IntakeState, 'paused' | 'held'> | null
}

/** What its lines do. */
export interface TrayActions {
  show(target: DesktopTarget | null): void
  setIntake(paused: boolean): void
  copyAddress(): void
  quit(): void
}

/** Nothing in it decides: a decision needs to have been seen, and a line of a menu shows too little. */
export function trayMenu({ waiting, intake }: TrayFacts, actions: TrayActions): MenuItemConstructorOptions[] {
  const { oldest } = waiting
  const rest = Math.max(0, waiting.count - oldest.length)
  return [
    { id: 'inbox', label: waitingWords(waiting), click: () => actions.show({ page: 'inbox' }) },
    ...oldest.map(
      ({ page, id, title }): MenuItemConstructorOptions => ({
        id: `${page}:${id}`,
        label: `${page === 'approval' ? 'Call' : 'Task'}: ${menuText(title)}`,
        click: () => actions.show({ page, id }),
      }),
    ),
    ...(rest > 0 ? [{ id: 'rest', label: `and ${rest} more`, click: () => actions.show({ page: 'inbox' }) }] : []),
    { type: 'separator' },
    intakeLine(intake, actions),
    { id: 'open', label: 'Open the console', click: () => actions.show(null) },
    { id: 'copy', label: 'Copy the address', click: () => actions.copyAddress() },
    { type: 'separator' },
    { id: 'quit', label: 'Quit Countersign', click: () => actions.quit() },
  ]
}

function intakeLine(intake: TrayFacts['intake'], actions: TrayActions): MenuItemConstructorOptions {
  if (intake === null) return { id: 'intake', label: 'Pause the intake (its state is not known)', enabled: false }
  const held = intake.held === 0 ? '' : ` (${intake.held} held)`
  return intake.paused
    ? { id: 'intake', label: `Resume the intake${held}`, click: () => actions.setIntake(false) }
    : { id: 'intake', label: 'Pause the intake', click: () => actions.setIntake(true) }
}

/** Two menus with the same face are the same menu: what a line does follows from its id. */
export function faceOf(menu: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify(menu.map(({ id, label, enabled, type }) => [id, label, enabled, type]))
}
