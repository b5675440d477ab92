import type { CDPSession, Page } from 'playwright'

/** How a page is shown: its size, its zoom and its colour scheme, all of them the browser's own. */
export interface PageView {
  /** In pixels of the window; at zoom 2 the page has half of them. */
  resize(width: number, height: number): Promise<void>
  zoom(factor: number): Promise<void>
  scheme(dark: boolean): Promise<void>
  /** Ends the renderer process. */
  crash(): void
}

export function createPageView(page: Page, cdp: CDPSession): PageView {
  let size = { width: 800, height: 600 }
  let factor = 1
  const apply = async (): Promise<void> => {
    await cdp.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(size.width / factor),
      height: Math.round(size.height / factor),
      deviceScaleFactor: factor,
      mobile: false,
    })
  }
  return {
    resize: (width, height) => {
      size = { width, height }
      return apply()
    },
    zoom: (to) => {
      factor = to
      return apply()
    },
    scheme: (dark) => page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' }),
    crash: () => {
      // Nobody is left to answer.
      cdp.send('Page.crash').catch(() => undefined)
    },
  }
}
