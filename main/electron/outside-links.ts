import type { Dialog, Shell } from 'electron'
import type { Timers } from '../core/kernel/timers.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/** An address that may be handed to the browser: https, and nothing that asks for credentials to be filled in. */
export function isOutsideLink(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return protocol === 'https:' && username === '' && password === ''
}

const OPEN = 0

/** The longest address that a person is asked about, in characters: a longer one carries something. */
const LONGEST = 500

/** After a "Cancel" nothing is asked for so long, in milliseconds: a page that asks without end shall wear nobody out. */
const QUIET_MS = 30_000

/**
 * Hands links of the page to the operator's browser, each after the operator has seen the whole address and agreed: a page that was taken
 * over has no other way to say something to the world. One question at a time, and none for half a minute after a "Cancel"; what is asked
 * meanwhile is refused and recorded.
 */
export function createOutsideLinks(parts: {
  readonly shell: Pick<Shell, 'openExternal'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly attempts: Pick<RefusedAttempts, 'note'>
  readonly timers: Timers
}): (address: string) => void {
  const { shell, dialog, attempts, timers } = parts
  let asking = false
  let quiet = false

  async function ask(address: string): Promise<void> {
    // As the browser will read it: other letters of a host name become xn--.
    const { href, host } = new URL(address)
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: `Open a page of ${host} in your browser?`,
      detail: `${href}\n\nAfter “Cancel” no link opens for half a minute.`,
      buttons: ['Open', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    if (response === OPEN) return shell.openExternal(href)
    quiet = true
    timers.after(QUIET_MS, () => {
      quiet = false
    })
  }

  return (address) => {
    if (asking || quiet || !isOutsideLink(address) || address.length > LONGEST) {
      attempts.note('new_window', inertAddress(address))
      return
    }
    asking = true
    ask(address)
      .catch(() => attempts.note('new_window', `the desktop did not open ${inertAddress(address)}`))
      .finally(() => {
        asking = false
      })
  }
}
