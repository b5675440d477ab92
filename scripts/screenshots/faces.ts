import type { Page } from 'playwright'
import { PROBLEMS, type Problem } from '../../contract/problem.ts'
import { type CutLine, openCutLine } from './cut-line.ts'
import type { ShownPage } from './pages.ts'
import type { ShownConsole } from './shown-console.ts'

/** What a page has to say: all there is, nothing yet, that it could not be read, that the console is away. */
export const FACES = ['filled', 'empty', 'failed', 'offline'] as const
export type Face = (typeof FACES)[number]

export interface Consoles {
  readonly filled: ShownConsole
  readonly empty: ShownConsole
}

/** Which faces a page has: its open parts and the login page are shown filled only. */
export const facesOf = ({ kind }: ShownPage): readonly Face[] => (kind === 'main' ? FACES : ['filled'])

/** Opens the page with this face. Throws when it does not become what it should be. */
export async function openFace(page: Page, shown: ShownPage, face: Face, { filled, empty }: Consoles): Promise<void> {
  const { ids } = filled
  if (ids === null) throw new Error('the filled console is empty')
  if (face === 'failed') await failEveryRead(page)
  const line = face === 'offline' ? await openCutLine(filled.url) : null
  try {
    const url = line?.url ?? (face === 'empty' ? empty : filled).url
    await page.goto(`${url}/${shown.address(ids)}`)
    if (shown.kind !== 'out') await isOpen(page, shown)
    if (face === 'filled' || face === 'offline') await shown.ready(page)
    if (line !== null) await goOffline(page, line)
    await isQuiet(page)
  } finally {
    line?.cut()
  }
}

/** An address that the console does not know opens another page than was asked for. */
async function isOpen(page: Page, { word }: ShownPage): Promise<void> {
  await page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor()
  await page
    .waitForFunction((wanted) => document.title.replace(/^\(.*?\) /, '') === wanted, `${word} · Countersign`)
    .catch(async () => {
      throw new Error(`the window is called "${await page.title()}": there is no page ${word} at this address`)
    })
}

/** Every reading is answered by a problem; the session and the pushed events are not. */
async function failEveryRead(page: Page): Promise<void> {
  const { status, title, remedy } = PROBLEMS.internal
  const words = { status, title, detail: 'Something broke that should not break.', remediation_hint: remedy }
  const body = { type: 'about:blank', ...words, error_code: 'internal', correlation_id: 'shown' } satisfies Problem
  await page.route(/\/(api\/(?!session|events)|system\/)/, (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  )
}

async function goOffline(page: Page, line: CutLine): Promise<void> {
  line.cut()
  await page.getByTestId('connection').filter({ hasText: 'Offline' }).waitFor()
  // A short interruption is not worth a word; this one lasts.
  await page.getByRole('alert').filter({ hasText: 'Not live since' }).waitFor()
}

/** Nothing is loading, and what is written has stayed the same for a while. */
async function isQuiet(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const memory = document as Document & { shownBefore?: { text: string; since: number } }
      const text = document.querySelector('main')?.innerText.replaceAll(/\d+/g, '') ?? ''
      if (memory.shownBefore?.text !== text) memory.shownBefore = { text, since: performance.now() }
      return !document.querySelector('main[aria-busy=true]') && performance.now() - memory.shownBefore.since > 300
    },
    undefined,
    { polling: 100 },
  )
}
