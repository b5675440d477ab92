import type { Page } from 'playwright'

/** What the addresses of a filled console name. */
export interface ShownIds {
  /** The task that came by message; its correlation id is its own id. */
  readonly task: string
  readonly approval: string
  readonly halfApproved: string
  /** `github/ID` */
  readonly delivery: string
}

/** One page, or one state of it, as the pictures and the search for barriers open it. */
export interface ShownPage {
  readonly name: string
  /** The address from `#` on. */
  address(ids: ShownIds): string
  /** Resolves when all of it is there. */
  ready(page: Page): Promise<unknown>
  /** `main`: shown empty, failed and offline too. `out`: seen without a session. */
  readonly kind: 'main' | 'state' | 'out'
}

const main = (name: string, hash: string, ready: ShownPage['ready']): ShownPage => ({
  ...{ name, kind: 'main', ready },
  address: () => hash,
})

const state = (name: string, address: ShownPage['address'], ready: ShownPage['ready']): ShownPage => ({
  ...{ name, kind: 'state', address, ready },
})

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor()
const isThere = (selector: string) => (page: Page) => page.locator(selector).first().waitFor()

/** Opens something on the page with a click on what is called so, then waits for it. */
const opened = (button: string | RegExp, then: ShownPage['ready']) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click()
  await then(page)
}

async function palette(page: Page): Promise<void> {
  await isThere('[role=option]')(page)
  await page.keyboard.press('Control+k')
  await page.locator('dialog[open] [role=combobox]').fill('lamp')
  await page.locator('dialog[open] [role=option]').filter({ hasText: 'lamp maintenance' }).first().waitFor()
}

/** Every page of the console. */
export const SHOWN_PAGES: readonly ShownPage[] = [
  main('tasks', '#/tasks', isThere('[role=option]')),
  state('task', ({ task }) => `#/tasks/${task}`, isThere('[data-testid=artifact]')),
  state('task-approve', ({ task: _ }) => '#/tasks/tide-tables-2027', opened(/^Approve/, isThere('dialog[open]'))),
  main('inbox', '#/inbox', isThere('[data-approval]')),
  state('inbox-open', ({ approval }) => `#/inbox/${approval}`, heading('Release 2.4')),
  main('approvals', '#/approvals', isThere('[data-approval]')),
  state('approval', ({ halfApproved }) => `#/approvals/${halfApproved}`, heading('Release 3.0')),
  main('deliveries', '#/deliveries', isThere('main li')),
  state('delivery', ({ delivery }) => `#/deliveries/${delivery}`, heading('Headers')),
  main('audit', '#/audit', isThere('[data-seq]')),
  state('timeline', ({ task }) => `#/correlation/${task}`, isThere('main li')),
  state('graph', ({ task }) => `#/correlation/${task}?look=graph`, isThere('main svg')),
  main('policy', '#/policy', isThere('textarea')),
  main('tools', '#/tools', heading('file.publish_dry_run')),
  main('tokens', '#/tokens', isThere('main table, main li')),
  main('settings', '#/settings', heading('Settings')),
  state('settings-notifications', () => '#/settings/notifications', heading('Notifications')),
  main('shortcuts', '#/shortcuts', heading('Keyboard shortcuts')),
  main('first-steps', '#/first-steps', heading('First steps')),
  state('palette', () => '#/tasks', palette),
  { name: 'login', kind: 'out', address: () => '', ready: isThere('#code') },
]
