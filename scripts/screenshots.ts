/**
 * `npm run screenshots [-- --only PAGE,PAGE] [--looks LOOK,LOOK]`: pictures of every page of the built console in a real
 * browser, against real consoles, filled and empty, with screenshots/index.html to look through them. Exit code 0 when
 * every page was there as it should be, 1 when one was not, 2 for wrong usage.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createLifetime } from '../main/core/kernel/lifetime.ts'
import { launchChromium } from '../tests/support/chromium.ts'
import { type Picture, writeAlbum } from './screenshots/album.ts'
import { facesOf } from './screenshots/faces.ts'
import { parseOptions, type ScreenshotOptions, USAGE } from './screenshots/options.ts'
import { shoot } from './screenshots/shoot.ts'
import { openEmptyConsole, openFilledConsole } from './screenshots/shown-console.ts'

const FOLDER = join(import.meta.dirname, '..', 'screenshots')
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

function options(): ScreenshotOptions | null {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`screenshots: ${(error as Error).message}\n${USAGE}\n`)
    return null
  }
}

async function takeAll({ pages, looks }: ScreenshotOptions): Promise<readonly Picture[]> {
  const lifetime = createLifetime()
  const interrupted = (): void => void lifetime.close().finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    const browser = await launchChromium()
    lifetime.own('browser', () => browser.close())
    const filled = await openFilledConsole(browser)
    lifetime.own('filled console', filled.close)
    const empty = await openEmptyConsole(browser)
    lifetime.own('empty console', empty.close)
    await filled.settled()
    const pictures: Picture[] = []
    for (const shown of pages) {
      for (const face of facesOf(shown)) {
        const taken = looks.map((look) => shoot(browser, { filled, empty }, shown, face, look, FOLDER))
        pictures.push(...(await Promise.all(taken)))
      }
      const bad = pictures.filter(({ page, trouble }) => page === shown.name && trouble !== null).length
      say(`${shown.name.padEnd(24)} ${bad === 0 ? 'taken' : `${bad} not as they should be`}`)
    }
    return pictures
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted)
    await lifetime.close()
  }
}

const chosen = options()
if (chosen === null) process.exitCode = 2
else {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER)
  const pictures = await takeAll(chosen)
  say(`\n${pictures.length} pictures: ${writeAlbum(FOLDER, pictures)}`)
  const troubled = pictures.filter(({ trouble }) => trouble !== null)
  for (const { file, trouble } of troubled) process.stderr.write(`screenshots: ${file}: ${trouble}\n`)
  process.exitCode = troubled.length === 0 ? 0 : 1
}
