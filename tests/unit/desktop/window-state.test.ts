import { EventEmitter } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rememberWindow } from '../../../main/electron/window-memory.ts'
import { FRESH, openWindowStateFile } from '../../../main/electron/window-state-file.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

function warningLog() {
  const warnings: string[] = []
  const warn = (_fields: object, message: string): void => void warnings.push(message)
  return { warnings, logger: { info: () => undefined, warn, error: () => undefined } }
}
const KEPT = { bounds: { x: 10, y: 20, width: 900, height: 700 }, maximised: true, zoom: 1.25, tray_explained: true }

describe('what is remembered of the window', () => {
  it('is there again after a restart', async () => {
    const file = join(await temporaryFolder(), 'window-state.json')
    const { logger, warnings } = warningLog()
    openWindowStateFile(file, logger).keep(KEPT)
    expect(openWindowStateFile(file, logger).current()).toEqual(KEPT)
    expect(warnings).toEqual([])
  })

  it.each([
    ['is no JSON', 'not json'],
    ['is cut off', '{"bounds":'],
    ['has a size that no window has', JSON.stringify({ ...KEPT, bounds: { x: 0, y: 0, width: -5, height: 1e9 } })],
    ['has a zoom beyond all measure', JSON.stringify({ ...KEPT, zoom: 100 })],
    ['has members of something else', JSON.stringify({ ...KEPT, preload: '/tmp/x.js' })],
    ['is null', 'null'],
  ])('is as at the first start, said in the log, when the file %s', async (_what, text) => {
    const file = join(await temporaryFolder(), 'window-state.json')
    writeFileSync(file, text)
    const { logger, warnings } = warningLog()
    expect(openWindowStateFile(file, logger).current()).toEqual(FRESH)
    expect(warnings).toEqual(['the place of the window is not valid: it opens as at the first start'])
  })

  it('at the very first start is nothing, and that is no warning', async () => {
    const { logger, warnings } = warningLog()
    expect(openWindowStateFile(join(await temporaryFolder(), 'none.json'), logger).current()).toEqual(FRESH)
    expect(warnings).toEqual([])
  })

  it('leaves no half-written file behind, and holds for this run when it cannot be written', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'window-state.json')
    mkdirSync(join(file, 'in-the-way'), { recursive: true })
    const { logger, warnings } = warningLog()
    const state = openWindowStateFile(file, logger)
    state.keep({ zoom: 2 })
    expect(state.current().zoom).toBe(2)
    expect(warnings).toContain('the place of the window could not be kept')
    expect(readdirSync(folder)).toEqual(['window-state.json'])
  })
})

describe('a window that is moved', () => {
  async function moved() {
    const file = join(await temporaryFolder(), 'window-state.json')
    const state = openWindowStateFile(file, warningLog().logger)
    const timers = createManualTimers(0)
    const window = Object.assign(new EventEmitter(), {
      getNormalBounds: () => ({ x: 1.5, y: 2, width: 900, height: 700 }),
      isMaximized: () => true,
      isDestroyed: () => false,
    })
    rememberWindow(window as never, state, timers)
    window.emit('show')
    return { file, state, timers, window }
  }

  it('is remembered once the hand rests, in its normal size and in whole pixels', async () => {
    const { state, timers, window } = await moved()
    window.emit('move')
    window.emit('resize')
    expect(state.current()).toEqual(FRESH)
    timers.advance(1000)
    expect(state.current()).toMatchObject({ bounds: { x: 2, y: 2, width: 900, height: 700 }, maximised: true })
  })

  it('and was never shown is not remembered: it fills the screen only once it is shown', async () => {
    const file = join(await temporaryFolder(), 'window-state.json')
    const state = openWindowStateFile(file, warningLog().logger)
    state.keep(KEPT)
    const timers = createManualTimers(0)
    const window = Object.assign(new EventEmitter(), {
      getNormalBounds: () => ({ x: 0, y: 0, width: 420, height: 480 }),
      isMaximized: () => false,
      isDestroyed: () => false,
    })
    rememberWindow(window as never, state, timers)
    window.emit('resize')
    timers.advance(1000)
    window.emit('close')
    expect(openWindowStateFile(file, warningLog().logger).current()).toEqual(KEPT)
  })

  it('and closed at once is remembered too', async () => {
    const { file, window } = await moved()
    window.emit('move')
    window.emit('close')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ maximised: true })
  })
})
