import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/** In place of axe's own source, where the document has it already: half a megabyte that need not be read again. */
const NOTHING = 'void 0'

/**
 * What axe calls serious or critical, as `rule: element`. It runs in the page itself instead of handing its raw findings to a second
 * page, and describes the elements of violations only; frames of other origins are left out, and the console has none.
 */
export async function barriers(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window)
  const builder = new AxeBuilder(isThere ? { page, axeSource: NOTHING } : { page })
  const { violations } = await builder
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}
