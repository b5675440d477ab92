import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IssuedToken } from '../../contract/session.ts'
import type { TaskDetail } from '../../contract/task.ts'
import { launchChromium } from '../support/chromium.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('a call that needs a countersignature, against the service itself', () => {
  let browser: Browser
  let world: ConsoleWorld
  let window: ConsoleWindow
  let task: TaskDetail
  let token: string
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    const made = { title: 'Release', request_text: 'Publish the notes.', allow_external_publish: true }
    task = (await (await world.call('POST', '/api/tasks', made)).json()) as TaskDetail
    const issued = await world.call('POST', '/api/tokens', { scope: 'tool_runner', sub: 'codex' })
    token = ((await issued.json()) as IssuedToken).token
    window = await openConsole(browser, world, {})
    await window.page.getByRole('link', { name: 'Waiting for you' }).click()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** Sends the call as the agent does; the key differs from one sending to the next. */
  async function call(text: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const reply = await fetch(`${world.url}/api/tools/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        tool: 'file.publish_dry_run',
        args: { title: text, body: 'Words for everybody.', target: 'release_notes' },
        side_effect_level: 'external_publish',
        task_id: task.task_id,
        correlation_id: task.correlation_id,
        idempotency_key: randomUUID(),
      }),
    })
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  }
  const row = (id: unknown) => window.page.locator(`[data-approval="${id}"]`)

  test('waits in the console, runs once when it was approved there, and the task tells of it', async () => {
    const refused = await call('first')
    expect(refused).toMatchObject({ status: 403, body: { error_code: 'policy_denied' } })
    const id = refused.body['approval_id']
    await row(id).getByText('Publishes outside').waitFor()
    await row(id).getByRole('link').click()
    await window.page.getByTestId('subject-fits').waitFor()
    await window.page.keyboard.press('a')
    const dialog = window.page.getByRole('dialog')
    await dialog.getByTestId('subject-fits').waitFor()
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('button', { name: 'Approve: let it leave' }).click()
    await becomes(() => window.page.getByTestId('approval-state').textContent(), 'Approved')
    expect(await call('first')).toMatchObject({ status: 200, body: { state: 'done', approval_id: id } })
    await becomes(() => window.page.getByTestId('approval-state').textContent(), 'Used')
    expect((await call('first')).status).toBe(403)
    await window.page.goto(`${world.url}/#/tasks/${task.task_id}`)
    const calls = window.page.getByRole('list', { name: 'Tool calls of this task' })
    await calls.getByText('Done').waitFor()
    await calls.getByText('Refused').first().waitFor()
  })

  test('is denied there with a reason that the agent is told', async () => {
    const id = (await call('second')).body['approval_id']
    await window.page.goto(`${world.url}/#/inbox/${id}`)
    await window.page.getByTestId('subject-fits').waitFor()
    await window.page.keyboard.press('d')
    await window.page.getByLabel(/^Reason/).fill('Not on a Friday.')
    await window.page.getByRole('dialog').getByRole('button', { name: 'Deny' }).click()
    await becomes(() => window.page.getByTestId('denial-reason').textContent(), 'Not on a Friday.')
    expect(await call('second')).toMatchObject({ status: 403, body: { denial_reason: 'Not on a Friday.' } })
  })

  test('is void once the policy changes, and the console shows what differs', async () => {
    const id = (await call('third')).body['approval_id']
    await window.page.goto(`${world.url}/#/approvals/${id}`)
    await window.page.getByTestId('subject-fits').waitFor()
    const other = await window.page.context().newPage()
    await other.goto(`${world.url}/#/policy`)
    const field = other.locator('textarea')
    await field.waitFor()
    await field.fill(`${await field.inputValue()}\n# changed\n`)
    await other.getByRole('button', { name: 'Try on recorded calls' }).click()
    await other.getByTestId('simulation').waitFor()
    await other.getByRole('button', { name: 'Save and put in force' }).click()
    await other.getByText('Text in force').waitFor()
    await other.close()
    await becomes(() => window.page.getByTestId('approval-state').textContent(), 'Voided')
    await window.page.getByRole('list', { name: 'What changed' }).waitFor()
    // The console of the browser told of nothing: no error, no refusal by the content security policy.
    expect(window.complaints).toEqual([])
  })
})
