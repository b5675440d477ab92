import type { Locator } from 'playwright'
import { expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { openConsole } from './support/console-window.ts'
import { openWorld } from './support/console-world.ts'

test('at a zoom of 200 % the dialog opens with its question and the task in sight, and the comment takes what is typed', async ({
  onTestFinished,
}) => {
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const world = await openWorld()
  onTestFinished(() => world.close())
  await world.createTask({ title: 'Mend the lamp', request_text: 'It flickers.' })
  const { page, open } = await openConsole(browser, world, { viewport: { width: 640, height: 400 } })
  await open('Mend the lamp')
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  const comment = dialog.getByRole('textbox', { name: /^Comment/ })
  await expect.poll(() => comment.evaluate((field) => field === document.activeElement)).toBe(true)

  const question = dialog.getByRole('heading', { name: 'Approve this task?' })
  const isInSight = (text: string) =>
    dialog
      .getByText(text)
      .first()
      .evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        const box = element.closest('dialog')?.getBoundingClientRect()
        return box !== undefined && top >= box.top && bottom <= box.bottom
      })
  expect(await isInSight('Approve this task?')).toBe(true)
  expect(await isInSight('Mend the lamp')).toBe(true)

  const isWhole = (part: Locator) =>
    part.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      const x = element.getBoundingClientRect().left + 4
      return document.elementFromPoint(x, top + 4) === element && document.elementFromPoint(x, bottom - 4) === element
    })
  expect(await isWhole(comment)).toBe(true)
  for (const name of ['Cancel', 'Approve'])
    expect(await isWhole(dialog.getByRole('button', { name, exact: true }))).toBe(true)
  await dialog.getByText('Content hash').scrollIntoViewIfNeeded()
  expect(await isWhole(comment)).toBe(true)
  expect(await isWhole(dialog.getByText('Content hash'))).toBe(true)

  await page.keyboard.type('Good')
  expect(await comment.inputValue()).toBe('Good')
  await dialog.getByRole('button', { name: 'Approve' }).scrollIntoViewIfNeeded()
  expect(await isInSight('Approve this task?')).toBe(true)
  await question.waitFor()
})
