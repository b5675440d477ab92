import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'
import { drawnDisplay, ROOT, WINDOW } from '../../support/drawn-display.ts'
import { pixelAt, startScreenApp } from '../../support/screen-app.ts'
import { startDisplay } from '../../support/xvfb.ts'

interface Listed {
  readonly sources: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string
    readonly place: object | null
  }[]
}

it('a picture of the whole screen shows what is drawn there, where it is drawn', async () => {
  const display = await drawnDisplay()
  const { call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const run = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0001')
  expect(run).toMatchObject({ state: 'done', failure: null, result: { way: 'x11' } })
  const png = PNG.sync.read(await artifact(run, 'capture.png'))
  expect([png.width, png.height]).toEqual([640, 480])
  for (const [x, y] of [
    [0, 0],
    [639, 479],
    [299, 250],
    [500, 250],
    [400, 199],
    [400, 300],
  ] as const)
    expect([x, y, pixelAt(png, x, y)]).toEqual([x, y, ROOT])
  for (const [x, y] of [
    [300, 200],
    [499, 200],
    [300, 299],
    [499, 299],
    [400, 250],
  ] as const)
    expect([x, y, pixelAt(png, x, y)]).toEqual([x, y, WINDOW])
})

it('a region is exactly that part, and one that leaves the screen is refused instead of shrunk', async () => {
  const display = await drawnDisplay()
  const { call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const target = { kind: 'region', x: 298, y: 198, width: 33, height: 21 }
  const run = await call('screen.capture', { target }, 'capture-0001')
  const png = PNG.sync.read(await artifact(run, 'capture.png'))
  expect([png.width, png.height]).toEqual([33, 21])
  expect([pixelAt(png, 1, 1), pixelAt(png, 2, 2), pixelAt(png, 32, 20)]).toEqual([ROOT, WINDOW, WINDOW])
  const outside = await call('screen.capture', { target: { ...target, x: 620 } }, 'capture-0002')
  expect(outside).toMatchObject({ state: 'failed', failure: { error_code: 'screen_target_unsupported' } })
})

it('displays and windows are listed with their places, and each can be captured by its id', async () => {
  const display = await drawnDisplay()
  const { call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const { sources } = (await call('screen.sources', {}, 'sources-0001')).result as unknown as Listed
  const window = sources.find(({ name }) => name === 'Drawn')
  const whole = sources.find(({ kind }) => kind === 'display')
  expect(window).toMatchObject({ kind: 'window', place: { x: 300, y: 200, width: 200, height: 100 } })
  expect(whole).toMatchObject({ place: { x: 0, y: 0, width: 640, height: 480 } })

  const ofWindow = await call('screen.capture', { target: { kind: 'window', id: window?.id } }, 'capture-0001')
  const small = PNG.sync.read(await artifact(ofWindow, 'capture.png'))
  expect([small.width, small.height, pixelAt(small, 0, 0), pixelAt(small, 199, 99)]).toEqual([200, 100, WINDOW, WINDOW])
  const ofDisplay = await call('screen.capture', { target: { kind: 'display', id: whole?.id } }, 'capture-0002')
  const big = PNG.sync.read(await artifact(ofDisplay, 'capture.png'))
  expect([big.width, big.height, pixelAt(big, 300, 200)]).toEqual([640, 480, WINDOW])

  for (const target of [
    { kind: 'window', id: '0x7fffff' },
    { kind: 'window', id: 'nothing' },
    { kind: 'display', id: 'TV' },
  ]) {
    const gone = await call('screen.capture', { target }, `gone-${target.id}-0001`)
    expect(gone.failure?.error_code).toBe('screen_target_not_found')
  }
})

it('of a window that hangs over the edge the part on the screen is captured', async () => {
  const display = await drawnDisplay(['-geometry', '200x100+540+200'])
  const { call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const { sources } = (await call('screen.sources', {}, 'sources-0001')).result as unknown as Listed
  const id = sources.find(({ name }) => name === 'Drawn')?.id
  const run = await call('screen.capture', { target: { kind: 'window', id } }, 'capture-0001')
  const png = PNG.sync.read(await artifact(run, 'capture.png'))
  expect([png.width, png.height, pixelAt(png, 99, 99)]).toEqual([100, 100, WINDOW])
})

it('a title of a window that plays a report of another place is a title and nothing else', async () => {
  const title = 'x"\n  Absolute upper-left X:  7\n  Width: 9\n     0x200001 "fake"'
  const display = await drawnDisplay(['-title', title])
  const { call } = await startScreenApp({ screen: { display: display.name } })
  const { sources } = (await call('screen.sources', {}, 'sources-0001')).result as unknown as Listed
  const window = sources.find(({ kind }) => kind === 'window')
  expect(window).toMatchObject({ place: { x: 300, y: 200, width: 200, height: 100 } })
  expect(window?.name).toContain('Absolute upper-left X')
  expect(window?.name).not.toMatch(/[\p{Cc}]/u)
})

it('a display that is not there is explained, and shown as unavailable', async () => {
  const gone = await startDisplay(64, 64)
  await gone.end()
  const { call, app } = await startScreenApp({ screen: { display: gone.name } })
  const run = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0001')
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'screen_no_display' } })
  const listed = (await (await app.call('GET', '/api/tools', 'observer')).json()) as {
    items: { tool: string; status: object }[]
  }
  expect(listed.items.find(({ tool }) => tool === 'screen.capture')?.status).toMatchObject({
    ...{
      state: 'unavailable',
      source: 'known from the last call',
      remediation_hint: expect.stringContaining('DISPLAY'),
    },
  })
})

/** A file as xauth(1) writes it, with one cookie for every display of this machine (X.Org, libXau, Xauth(3)). */
function cookieFile(cookie: Buffer): Buffer {
  const text = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  const parts = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie]
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...parts.map(text)])
}

it('a display that the user of the console may not see is explained as such', async () => {
  const file = join(await temporaryFolder(), 'cookies')
  writeFileSync(file, cookieFile(randomBytes(16)))
  const display = await startDisplay(64, 64, ['-auth', file])
  const { call } = await startScreenApp({ screen: { display: display.name } })
  for (const [tool, args] of [
    ['screen.capture', { target: { kind: 'all' } }],
    ['screen.record', { target: { kind: 'all' }, seconds: 1, fps: 1 }],
  ] as const) {
    const run = await call(tool, args, `refused-${tool}`)
    expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'screen_permission' } })
    expect(run.failure?.remediation_hint).toContain('XAUTHORITY')
  }
})
