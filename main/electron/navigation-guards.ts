import type { App, WebContents } from 'electron'
import { isConsoleUrl } from './console-origin.ts'
import { inertAddress } from './inert-address.ts'
import type { RefusedAttempts } from './refused-attempts.ts'

/**
 * Some navigations Chromium refuses before anybody is asked, with nothing but words on the page's console. A page can write the same
 * words, and gains a line about itself. https://source.chromium.org/chromium/chromium/src/+/main:third_party/blink/renderer/core/
 */
const REFUSED_BY_CHROMIUM = /^Not allowed to (?:load local resource|navigate top frame to data URL): (.*)/

export interface NavigationParts {
  readonly app: Pick<App, 'on' | 'isPackaged'>
  /** Takes the address of a link that leads out of the console. */
  readonly openOutside: (address: string) => void
  readonly attempts: Pick<RefusedAttempts, 'note'>
}

/**
 * Keeps every window on the console: nothing navigates away, nothing opens a window, no web view is attached, and a packaged app shows
 * no developer tools. What would open a window goes to `openOutside` alone. https://www.electronjs.org/docs/latest/tutorial/security
 */
export function guardNavigation(parts: NavigationParts): void {
  parts.app.on('web-contents-created', (_event, contents) => guardContents(contents, parts))
}

function guardContents(contents: WebContents, { app, openOutside, attempts }: NavigationParts): void {
  // Frames inside the page are covered by will-frame-navigate, redirects by will-redirect.
  for (const moment of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)
    contents.on(moment as 'will-navigate', (details) => {
      if (isConsoleUrl(details.url)) return
      details.preventDefault()
      attempts.note('navigation', inertAddress(details.url))
    })
  contents.on('console-message', ({ message }) => {
    const [, address] = REFUSED_BY_CHROMIUM.exec(message) ?? []
    if (address !== undefined) attempts.note('navigation', inertAddress(address.trim()))
  })
  // No page holds its window, or the end of the app: a quit that it stops half-way would leave a window with nothing behind it.
  contents.on('will-prevent-unload', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event, _preferences, { src }) => {
    event.preventDefault()
    attempts.note('web_view', inertAddress(src ?? ''))
  })
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  // The preload script only ever invokes. Whoever sends a message another way is not the preload script; nobody listens to it.
  for (const moment of ['ipc-message', 'ipc-message-sync'] as const)
    contents.on(moment as 'ipc-message', (_event, channel) => attempts.note('message', channel))
  // They are switched off by the window's preferences; this holds should those ever be lost.
  contents.on('devtools-opened', () => {
    if (!app.isPackaged) return
    contents.closeDevTools()
    attempts.note('developer_tools', 'opened')
  })
}
