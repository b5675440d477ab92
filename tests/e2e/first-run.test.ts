import { afterEach, beforeEach, expect, test } from 'vitest'
import { barriers } from './support/barriers.ts'
import { becomes, type ConsoleWindow, openConsole } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'
import { ownBrowser } from './support/own-browser.ts'

const browser = ownBrowser()
let world: ConsoleWorld
let window: ConsoleWindow
beforeEach(async () => {
  world = await openWorld()
})
afterEach(async () => {
  await window.close()
  await world.close()
})
const open = async (options = {}) => {
  window = await openConsole(browser(), world, { reducedMotion: 'reduce', ...options })
}
const steps = () => window.page.getByTestId('first-steps')
const button = (name: string) => steps().getByRole('button', { name, exact: true })

test('from nothing, three steps end with a first real task on the screen', async () => {
  await open()
  await steps().getByText(world.dataRoot).waitFor()
  await steps()
    .getByText(/^operator:/)
    .waitFor()
  await steps().getByText('in plain files that only you can read').waitFor()
  expect(await barriers(window.page)).toEqual([])
  await button('Next: sources').click()
  await steps().getByRole('heading', { name: 'Connect a source, or skip it' }).waitFor()
  await steps().getByText('npx countersign secret set BOT_TOKEN').waitFor()
  expect(await barriers(window.page)).toEqual([])
  await button('Next: a first task').click()
  await steps().getByLabel('What is to be done').fill('Mend the lamp at the gate')
  await steps().getByLabel('Done when (optional)').fill('It shines at night')
  expect(await barriers(window.page)).toEqual([])
  await button('Make the task').click()
  await window.page.getByRole('heading', { level: 2, name: 'Mend the lamp at the gate' }).waitFor()
  await window.page.getByText('It shines at night').waitFor()
  expect(await window.page.evaluate(() => location.hash)).toMatch(/^#\/tasks\/[a-z0-9]/)
  await window.row('Mend the lamp').waitFor()
  const { items } = (await (await world.call('GET', '/api/tasks', null)).json()) as { items: object[] }
  expect(items).toHaveLength(1)
})

test('what cannot be asked about the machine is not asked for ever: it says so, with a way to try again', async () => {
  await open()
  await steps().getByText(world.dataRoot).waitFor()
  await window.page.route('**/system/info', (route) => route.abort())
  await window.page.reload()
  await steps().getByText('The service does not answer').waitFor()
  expect(await steps().getByText('asking…').count()).toBe(0)
  await window.page.unroute('**/system/info')
  await button('Try again').click()
  await steps().getByText(world.dataRoot).waitFor()
  expect(await steps().getByRole('alert').count()).toBe(0)
})

test('they are sent away for good, and come back when they are asked for', async () => {
  await open()
  await button('Do not show this again').click()
  await window.page.getByRole('heading', { name: 'What you will see here' }).waitFor()
  await window.page.reload()
  await window.page.getByRole('heading', { name: 'What you will see here' }).waitFor()
  expect(await steps().count()).toBe(0)
  await window.page.keyboard.press('Control+k')
  await window.page.getByRole('combobox', { name: 'Command' }).fill('first steps')
  await window.page.keyboard.press('Enter')
  await steps().waitFor()
})

test('where there is a task they are not shown', async () => {
  await world.createTask({ title: 'There already', request_text: 'x' })
  await open()
  await window.row('There already').waitFor()
  expect(await steps().count()).toBe(0)
})

test('what was typed in them stays when a task arrives meanwhile', async () => {
  await open({ viewport: { width: 400, height: 800 } })
  await steps().getByRole('button', { name: 'First task' }).click()
  await steps().getByLabel('What is to be done').fill('Half a sentence')
  await world.createTask({ title: 'From elsewhere', request_text: 'x' })
  await becomes(() => window.page.getByTestId('first-steps').count(), 1)
  await steps().getByRole('button', { name: 'Sources' }).click()
  await button('Next: a first task').click()
  expect(await steps().getByLabel('What is to be done').inputValue()).toBe('Half a sentence')
})

test('an empty request is not made into a task', async () => {
  await open()
  await steps().getByRole('button', { name: 'First task' }).click()
  await steps().getByLabel('What is to be done').fill('   ')
  await button('Make the task').click()
  await steps().getByRole('alert').getByText('Say what is to be done.').waitFor()
})
