import type { CDPSession } from 'playwright'

const WORLD = 'stand-in title'
const BINDING = '__standInTitle'

/** Sent to the page as text, for a world of its own: tells the title whenever it changes. */
function tellTitle(): void {
  if (window.top !== window) return
  const tell = (globalThis as unknown as Record<string, (title: string) => void>)['__standInTitle']
  let last = ''
  const look = (): void => {
    if (document.title === last) return
    last = document.title
    tell?.(last)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
  document.addEventListener('DOMContentLoaded', look)
}

/** Calls `onTitle` with each new title of the page's main frame. */
export async function watchTitle(cdp: CDPSession, onTitle: (title: string) => void): Promise<void> {
  cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === BINDING) onTitle(payload)
  })
  await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: `(${tellTitle})()` })
}
