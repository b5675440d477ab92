import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorldWith } from './support/console-world.ts'
import { ownBrowser } from './support/own-browser.ts'

const browser = ownBrowser()
let world: ConsoleWorld
let window: ConsoleWindow
beforeEach(async () => {
  world = await openWorldWith({ TELEGRAM_OPERATORS: '7=anna' })
  window = await openConsole(browser(), world, { reducedMotion: 'reduce' })
})
afterEach(async () => {
  await window.close()
  await world.close()
})
const kept = async () => JSON.parse(await readFile(join(world.dataRoot, 'config.json'), 'utf8')) as object
const field = (label: string) => window.page.getByLabel(label, { exact: true })
const save = () => window.page.getByTestId('save-bar').getByRole('button', { name: 'Save' }).click()

test('what is saved stands in config.json, and what a variable says stays locked', async () => {
  await window.page.keyboard.type('gs')
  expect(await field('Telegram operators').isDisabled()).toBe(true)
  expect(await field('Telegram operators').inputValue()).toBe('7=anna')
  await field('Operator name').fill('bert')
  await field('Look for a newer version once a day').check()
  await save()
  await window.page.getByTestId('restart-needed').getByText('Operator name.').waitFor()
  expect(await kept()).toMatchObject({ operator_name: 'bert', updates: { check: true } })
})

test('what no start would take is refused at its field, and nothing is written', async () => {
  await window.page.goto(`${world.url}/#/settings/audit`)
  await field('Folder for deposits of the signed head').fill('not/absolute')
  await save()
  await window.page.locator('[data-setting=anchor_folder]').getByText('is not an absolute path').waitFor()
  await expect(kept()).rejects.toThrow('ENOENT')
})

test('a change that was made elsewhere meanwhile is not lost', async () => {
  await window.page.keyboard.type('gs')
  await field('Operator name').fill('bert')
  await window.page.getByTestId('save-bar').waitFor()
  const { settings, base_sha } = (await (await world.call('GET', '/api/settings', null)).json()) as Record<
    string,
    object
  >
  await window.page.evaluate(
    async (body) => {
      await fetch('/api/settings', { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
    },
    JSON.stringify({ settings: { ...settings, audit_verify_minutes: 5 }, base_sha }),
  )
  await window.page.getByTestId('settings-overtaken').getByRole('button', { name: 'Keep my changes' }).click()
  await save()
  await window.page.getByTestId('save-bar').waitFor({ state: 'detached' })
  expect(await kept()).toMatchObject({ operator_name: 'bert', audit_verify_minutes: 5 })
})

test('a pause from the menu holds in the service, and every other window is told', async () => {
  const other = await openConsole(browser(), world, {})
  await window.page.getByRole('button', { name: 'Theme and session' }).click()
  await window.page.getByRole('menuitem', { name: 'Pause the intake' }).click()
  const dialog = window.page.getByRole('dialog', { name: 'Pause the intake' })
  await dialog.getByRole('button', { name: 'Pause the intake' }).click()
  await other.page.getByTestId('intake-banner').waitFor()
  const paused = async () => {
    const info = (await (await world.call('GET', '/system/info', null)).json()) as { intake: { paused: boolean } }
    return info.intake.paused
  }
  expect(await paused()).toBe(true)
  await other.page.getByTestId('intake-banner').getByRole('button', { name: 'Resume' }).click()
  await window.page.getByTestId('intake-banner').waitFor({ state: 'detached' })
  await becomes(paused, false)
  await other.close()
})
