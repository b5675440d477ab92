import type { Page } from 'playwright'

/** What the addresses of a filled console name. */
export interface ShownIds {
  /** The task that came by message; its correlation id is its own id. */
  readonly task: string
  readonly approval: string
  readonly halfApproved: string
  /** `github/ID` */
  readonly delivery: string
  /** `TASK/SHA256` of a recording that can be published. */
  readonly film: string
  /** A task that agents worked on, and one run of one of them. */
  readonly worked: string
  readonly agentRun: string
}

/** One page, or one state of it, as the pictures and the search for barriers open it. */
export interface ShownPage {
  readonly name: string
  /** What the title of the window calls it. */
  readonly word: string
  /** The address from `#` on. */
  address(ids: ShownIds): string
  /** Resolves when all of it is there. */
  ready(page: Page): Promise<unknown>
  /** `main`: shown empty, failed and offline too. `out`: seen without a session. */
  readonly kind: 'main' | 'state' | 'out'
}

const shown =
  (kind: ShownPage['kind']) =>
  (name: string, word: string, address: ShownPage['address'], ready: ShownPage['ready']): ShownPage => ({
    ...{ name, word, address, ready, kind },
  })
const main = shown('main')
const state = shown('state')

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor()
const isThere = (selector: string) => (page: Page) => page.locator(selector).first().waitFor()

/** Opens something on the page with a click on what is called so, then waits for it. */
const opened = (button: string | RegExp, then: ShownPage['ready']) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click()
  await then(page)
}

/** Unfolds a part that is folded at first. */
const unfolded = (part: string) => async (page: Page) => {
  await page.locator(`${part} summary`).first().click()
  await page.locator(`${part}[open] form`).first().waitFor()
}

async function palette(page: Page): Promise<void> {
  await isThere('[role=option]')(page)
  await page.keyboard.press('Control+k')
  await page.locator('dialog[open] [role=combobox]').fill('lamp')
  await page.locator('dialog[open] [role=option]').filter({ hasText: 'lamp maintenance' }).first().waitFor()
}

/** Every page of the console, and what opens on it. */
export const SHOWN_PAGES: readonly ShownPage[] = [
  // First: every window that is opened leaves lines in the log.
  main('audit', 'Audit', () => '#/audit', isThere('[data-seq]')),
  main('tasks', 'Tasks', () => '#/tasks', isThere('[role=option]')),
  state('task', 'Tasks', ({ task }) => `#/tasks/${task}`, isThere('[data-testid=artifact]')),
  state('task-approve', 'Tasks', () => '#/tasks/tide-tables-2027', opened(/^Approve\b/, isThere('dialog[open]'))),
  main('inbox', 'Waiting for you', () => '#/inbox', isThere('[data-approval]')),
  state('inbox-open', 'Waiting for you', ({ approval }) => `#/inbox/${approval}`, heading('Release 2.4')),
  main('approvals', 'Approvals', () => '#/approvals', isThere('[data-approval]')),
  state('approval', 'Approvals', ({ halfApproved }) => `#/approvals/${halfApproved}`, heading('Release 3.0')),
  main('deliveries', 'Deliveries', () => '#/deliveries', isThere('main li')),
  state('delivery', 'Deliveries', ({ delivery }) => `#/deliveries/${delivery}`, heading('Headers')),
  state('timeline', 'Audit', ({ task }) => `#/correlation/${task}`, isThere('main li')),
  state('graph', 'Audit', ({ task }) => `#/correlation/${task}?look=graph`, isThere('main svg')),
  main('policy', 'Policy', () => '#/policy', isThere('textarea')),
  main('tools', 'Tools', () => '#/tools', isThere('[data-tool="file.publish_dry_run"]')),
  state('tool', 'Tools', ({ task }) => `#/tools/notify.send?task_id=${task}`, isThere('[data-testid=chosen-task]')),
  state('airlock', 'Tools', ({ film }) => `#/airlock/${film}`, isThere('[data-step=upload]')),
  main('obs', 'OBS panel', () => '#/obs', heading('OBS panel')),
  main('agents', 'Agents', () => '#/agents', isThere('[data-waiting]')),
  state('agent-run', 'Agents', ({ agentRun }) => `#/agents/runs/${agentRun}`, isThere('[aria-label=Log] li')),
  state('task-work', 'Tasks', ({ worked }) => `#/tasks/${worked}`, isThere('[data-diff]')),
  state('task-give', 'Tasks', () => '#/tasks/tide-tables-2027', opened(/^Give to an agent/, isThere('dialog[open]'))),
  main('tokens', 'Tokens', () => '#/tokens', isThere('main table, main li')),
  main('settings', 'Settings', () => '#/settings', heading('Settings')),
  state('settings-notifications', 'Settings', () => '#/settings/notifications', heading('Notifications')),
  state('settings-tools', 'Settings', () => '#/settings/tools', unfolded('[data-family=obs]')),
  state('settings-agents', 'Settings', () => '#/settings/agents', isThere('[data-agent] summary')),
  main('shortcuts', 'Keyboard shortcuts', () => '#/shortcuts', heading('Keyboard shortcuts')),
  main('first-steps', 'First steps', () => '#/first-steps', heading('First steps')),
  state('palette', 'Tasks', () => '#/tasks', palette),
  { name: 'login', word: 'Countersign', kind: 'out', address: () => '', ready: isThere('#code') },
]
