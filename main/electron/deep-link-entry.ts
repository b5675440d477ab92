import type { App, Dialog, MessageBoxOptions } from 'electron'
import { CONSOLE_SCHEME } from './console-origin.ts'
import { type LinkReading, type LinkTarget, linkIn, readLink } from './deep-link.ts'
import { inertAddress } from './inert-address.ts'

/** What becomes of links from outside. */
export interface LinkUse {
  /** Brings the window to the front; shows the item when there is one. */
  show(target: LinkTarget | null): void
  /** Records what was refused: an address without what may hold a secret. */
  refused(detail: string): void
}

/**
 * Listens where links arrive: the command line of this start and of every later one, and macOS's own event. Must be called before the
 * app is ready, because macOS tells of the link that started the app before that. Only the packaged app makes itself the program for
 * its links: the program of a checkout is Electron itself, for every app.
 */
export function takeDeepLinks(parts: {
  readonly app: Pick<App, 'on' | 'whenReady' | 'isPackaged' | 'setAsDefaultProtocolClient'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly argv: readonly string[]
  readonly use: LinkUse
}): void {
  const { app, dialog, use } = parts
  let saying = false

  /** One message at a time: whoever opens a thousand bad links gets one. */
  function sayRefused(): void {
    if (saying) return
    saying = true
    const message = 'This link leads nowhere'
    const detail =
      'It is not the address of a task or of an approval of this console. Nothing was opened and nothing was done.\n\n' +
      'What to do: find the item in the inbox.'
    const done = (): void => {
      saying = false
    }
    const box: MessageBoxOptions = { type: 'warning', title: 'Countersign', message, detail, buttons: ['OK'] }
    // The link that started the app is read before anything can be shown.
    void app
      .whenReady()
      .then(() => dialog.showMessageBox(box))
      .then(done, done)
  }

  function follow(reading: LinkReading): void {
    if (reading.kind === 'rejected') {
      use.refused(inertAddress(reading.text))
      sayRefused()
    }
    use.show(reading.kind === 'target' ? reading.target : null)
  }

  if (app.isPackaged) app.setAsDefaultProtocolClient(CONSOLE_SCHEME)
  app.on('second-instance', (_event, argv) => follow(linkIn(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    follow(readLink(url))
  })
  const atStart = linkIn(parts.argv)
  if (atStart.kind !== 'none') follow(atStart)
}
