import { join } from 'node:path'
import type { Browser } from 'playwright'
import type { Picture } from './album.ts'
import { type Consoles, type Face, openFace } from './faces.ts'
import { LOOKS, type Look } from './looks.ts'
import type { ShownPage } from './pages.ts'

const PATIENCE_MS = 15_000

/** Takes one picture, in a window of its own. What is not as it should be is told, and taken all the same. */
export async function shoot(
  browser: Browser,
  consoles: Consoles,
  shown: ShownPage,
  face: Face,
  look: Look,
  folder: string,
): Promise<Picture> {
  const { session } = face === 'empty' ? consoles.empty : consoles.filled
  const context = await browser.newContext({
    ...LOOKS[look],
    ...(shown.kind === 'out' ? {} : { storageState: session }),
  })
  const file = `${shown.name}-${face}-${look}.png`
  const taken = { file, page: shown.name, face, look }
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const trouble = await openFace(page, shown, face, consoles)
      .then(() => page.evaluate(tooWide))
      .catch((error: Error) => firstLines(error.message))
    await page.screenshot({ path: join(folder, file) })
    return { ...taken, trouble }
  } finally {
    await context.close()
  }
}

/** Runs in the page: nothing may be wider than the window, or it would have to be scrolled sideways. */
function tooWide(): string | null {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth > clientWidth ? `${scrollWidth} pixels wide in a window of ${clientWidth}` : null
}

const firstLines = (text: string): string => text.split('\n').slice(0, 3).join(' ').slice(0, 300)
