import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { type BadLine, openBadLine } from './support/console-line.ts'
import { becomesLive, type ConsoleWindow, newWindow } from './support/console-window.ts'
import { type ConsoleWorld, openWorld } from './support/console-world.ts'

describe('a console behind a bad line', () => {
  let browser: Browser
  let world: ConsoleWorld
  let line: BadLine
  beforeAll(async () => {
    browser = await launchChromium()
    world = await openWorld()
    line = await openBadLine(world.url)
  })
  afterAll(async () => {
    await browser?.close()
    await line?.close()
    await world?.close()
  })
  const openThere = async (): Promise<ConsoleWindow> => {
    const window = await newWindow(browser, {})
    await window.page.clock.install()
    await window.page.goto((await world.loginUrl()).replace(world.url, line.url))
    await becomesLive(window.page)
    return window
  }

  test('events that arrive a few bytes at a time are read whole, letters of several bytes included', async () => {
    const window = await openThere()
    line.setPiece(7)
    await world.createTask({ title: 'Größe 🙂 naïve — ok', request_text: 'Words.' })
    await window.row('Größe 🙂 naïve — ok').waitFor()
    line.setPiece(Number.POSITIVE_INFINITY)
    await window.close()
  })

  test('after a cut the stream goes on where it stopped: what was missed is replayed and the list is not read again', async () => {
    const window = await openThere()
    await world.createTask({ title: 'Before the cut', request_text: 'Words.' })
    await window.row('Before the cut').waitFor()
    const reads: string[] = []
    window.page.on('request', (request) => reads.push(new URL(request.url()).pathname))
    await window.page.context().setOffline(true)
    line.cut()
    await window.page
      .getByTestId('connection')
      .filter({ hasText: /Reconnecting|Offline/ })
      .waitFor()
    await world.createTask({ title: 'During the cut', request_text: 'Words.' })
    await window.page.context().setOffline(false)
    await window.row('During the cut').waitFor()
    await becomesLive(window.page)
    expect(reads).toContain('/api/events')
    expect(reads).not.toContain('/api/tasks')
    await window.close()
  })

  test('a connection that stays open and silent is not called live for ever', async () => {
    const window = await openThere()
    await world.createTask({ title: 'Before the silence', request_text: 'Words.' })
    await window.row('Before the silence').waitFor()
    line.setPiece(0)
    await window.page.clock.fastForward(60_000)
    await window.page
      .getByTestId('connection')
      .filter({ hasText: /Reconnecting|Offline/ })
      .waitFor()
    await window.page.clock.fastForward(5_000)
    await window.page.getByRole('alert').filter({ hasText: 'Not live since' }).waitFor()
    line.setPiece(Number.POSITIVE_INFINITY)
    line.cut()
    await becomesLive(window.page)
    await window.close()
  })
})
