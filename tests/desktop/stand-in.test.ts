import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/data-root.ts'
import { DEADLOCK } from '../support/electron-stand-in/desktop-app.ts'
import { WORLD } from '../support/electron-stand-in/preload-install.ts'
import { type Desktop, launchStandIn, PATIENT, startStandIn } from '../support/launch-desktop.ts'
import { FIXTURE } from '../support/stand-in-fixture.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the fixture's page and process keep for the test
type Fixture = any
const STAND_IN = join(import.meta.dirname, '../support/electron-stand-in')

describe('the stand-in for Electron', () => {
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await launchStandIn(FIXTURE)
  })
  afterAll(() => desktop?.close())

  const inPage = <R>(work: () => R): Promise<Awaited<R>> => desktop.page.evaluate(work) as Promise<Awaited<R>>
  const moments = (): Promise<string[]> => desktop.evaluate(() => (globalThis as Fixture).moments)

  describe('keeps the worlds of a page apart', () => {
    test('the preload script has run before the first script of the page', async () => {
      expect(await inPage(() => (window as Fixture).atStart)).toBe('object')
    })

    test('the page does not see the world of the preload script, nor that world the page', async () => {
      const names = ['fromPreload', 'require', 'process', 'ipcRenderer', '__standIn', '__standIn_in']
      expect(await desktop.page.evaluate((all) => all.filter((name) => name in window), names)).toEqual([])
      expect(await inPage(() => (window as Fixture).api.seesPage())).toBe('undefined')
    })

    test('what is exposed is frozen to the last member', async () => {
      const after = await inPage(() => {
        const page = window as Fixture
        for (const attempt of [() => (page.api.kind = 'x'), () => (page.api = 1), () => page.api.deep.list.push(1)])
          try {
            attempt()
          } catch {
            // Refused loudly or quietly: what counts is what is there afterwards.
          }
        return [page.api.kind, page.api.deep.list.length, Object.isFrozen(page.api.deep.list[2])]
      })
      expect(after).toEqual(['k', 3, true])
    })

    test('an inner frame gets nothing', async () => {
      expect(await desktop.page.frames()[1]?.evaluate(() => (window as Fixture).kind)).toBe('undefined')
    })

    test('a preload script may require electron only, and of it what is imitated', async () => {
      const { api } = { api: (name: string) => desktop.page.evaluate((of) => (window as Fixture).api.typeOf(of), name) }
      expect([await api('electron'), await api('fs')]).toEqual(['object', 'Error: module not found: fs'])
      expect(await inPage(() => (window as Fixture).api.unknown())).toContain('ipcRenderer.sendSync is not imitated')
    })

    test('functions cross, and are called at once', async () => {
      expect(await inPage(() => (window as Fixture).api.each([1, 2], (n: number) => n * 2))).toEqual([2, 4])
    })
  })

  describe('carries messages as Electron does', () => {
    test('keeps what structured clone keeps', async () => {
      const kept = await inPage(async () => {
        const sent = {
          ...{
            date: new Date(5),
            map: new Map([[1, { inner: undefined }]]),
            set: new Set(['x']),
            zero: -0,
            not: Number.NaN,
          },
          ...{ bytes: new Uint8Array([1, 255]), big: 12345678901234567890n, error: new RangeError('r') },
        }
        const got = await (window as Fixture).api.echo(sent)
        return [
          ...[
            got.date instanceof Date && got.date.getTime(),
            got.map.get(1),
            got.set.has('x'),
            Object.is(got.zero, -0),
          ],
          ...[Number.isNaN(got.not), [...got.bytes], String(got.big), got.error instanceof Error && got.error.message],
        ]
      })
      expect(kept).toEqual([5, { inner: undefined }, true, true, true, [1, 255], '12345678901234567890', 'r'])
    })

    test('drops what structured clone drops, and refuses functions', async () => {
      const got = await inPage(async () => {
        class Point {
          x = 1
          get y() {
            return 2
          }
        }
        const back = await (window as Fixture).api.echo(new Point())
        return [back.constructor.name, back.x, 'y' in back]
      })
      expect(got).toEqual(['Object', 1, false])
      const refused = await inPage(() => (window as Fixture).api.sendFunction().catch((error: Error) => error.message))
      expect(refused).toBe('An object could not be cloned.')
    })

    test('names failures as Electron does', async () => {
      const messages = await inPage(async () => {
        const { api } = window as Fixture
        const message = (error: Error): string => error.message
        return [await api.fail().catch(message), await api.missing().catch(message)]
      })
      expect(messages).toEqual([
        "Error invoking remote method 'fail': RangeError: no",
        "Error invoking remote method 'nope': Error: No handler registered for 'nope'",
      ])
    })

    test('pushes to the page until the page stops listening', async () => {
      const push = (value: number): Promise<void> =>
        desktop.evaluate(({ BrowserWindow }, it) => {
          BrowserWindow.getAllWindows()[0]?.webContents.send('push', it, { at: new Date(0) })
        }, value)
      await inPage(() => {
        const page = window as Fixture
        page.got = []
        page.other = []
        page.off = page.api.onPush((...args: unknown[]) => page.got.push(JSON.stringify(args)))
        page.api.onPush((value: number) => page.other.push(value))
      })
      await push(1)
      await expect
        .poll(() => inPage(() => (window as Fixture).got), PATIENT)
        .toEqual(['[1,{"at":"1970-01-01T00:00:00.000Z"}]'])
      await inPage(() => (window as Fixture).off())
      await push(2)
      await expect.poll(() => inPage(() => (window as Fixture).other), PATIENT).toEqual([1, 2])
      expect(await inPage(() => (window as Fixture).got.length)).toBe(1)
    })

    test('says who calls from the browser’s own record: a foreign origin is found out', async () => {
      const sender = (): Promise<string> =>
        inPage(() => (window as Fixture).api.sender().catch((error: Error) => error.message))
      expect(await sender()).toBe('fixture://home/')
      await desktop.load('fixture://elsewhere/')
      expect(await sender()).toContain('untrusted: fixture://elsewhere, top')
      await desktop.load('fixture://home/')
      expect(await sender()).toBe('fixture://home/')
    })

    test('knows an inner frame even when that reaches the messages', async () => {
      const session = await desktop.page.context().newCDPSession(desktop.page)
      const contexts: { id: number; name: string; auxData: { frameId: string } }[] = []
      session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context as never))
      await session.send('Runtime.enable')
      const { frameTree } = await session.send('Page.getFrameTree')
      const inner = frameTree.childFrames?.[0]?.frame.id
      const world = contexts.find(({ name, auxData }) => name === WORLD && auxData.frameId === inner)
      // The isolated world of the inner frame has the wire to the main process, as a compromised renderer would.
      const expression = `__standIn(JSON.stringify(['array', ['invoke', 1, 'sender', ['array', []]]]))`
      await desktop.evaluate(({ ipcMain }) => {
        ipcMain.removeHandler('sender')
        ipcMain.handle('sender', ({ senderFrame }) => {
          ;(globalThis as Fixture).caller = [senderFrame?.parent === null, senderFrame?.url]
        })
      })
      await session.send('Runtime.evaluate', { expression, contextId: world?.id ?? 0 })
      const caller = (): Promise<unknown> => desktop.evaluate(() => (globalThis as Fixture).caller)
      await expect.poll(caller, PATIENT).toEqual([false, 'fixture://home/frame'])
    })
  })

  describe('asks the app', () => {
    test('before a page opens a window', async () => {
      await inPage(() => void window.open('https://example.org/x'))
      await expect.poll(moments, PATIENT).toContain('window-open https://example.org/x')
    })

    test('before a page leaves, and stays when it is told to', async () => {
      await inPage(() => void setTimeout(() => location.assign('/evil')))
      await expect.poll(moments, PATIENT).toContain('will-navigate fixture://home/evil')
      expect(await inPage(() => (window as Fixture).api.kind)).toBe('k')
      expect((await moments()).filter((moment) => moment.startsWith('did-navigate')).at(-1)).not.toContain('evil')
    })

    test('in the order start, may I, done', async () => {
      await inPage(() => void setTimeout(() => location.assign('/next')))
      await expect
        // Its inner frame goes its own way, whenever it comes to that.
        .poll(async () => (await moments()).filter((moment) => !moment.endsWith('/frame')).slice(-3), PATIENT)
        .toEqual([
          'did-start-navigation fixture://home/next',
          'will-navigate fixture://home/next',
          'did-navigate fixture://home/next',
        ])
      await desktop.page.waitForURL(/\/next$/)
    })

    test('and holds a page to the policy that the app gave it', async () => {
      await desktop.load('fixture://home/strict')
      expect(await inPage(() => [typeof (window as Fixture).ran, typeof (window as Fixture).api])).toEqual([
        'undefined',
        'object',
      ])
    })
  })

  test('names what it does not imitate', async () => {
    await expect(desktop.evaluate(({ app }) => app.getGPUFeatureStatus())).rejects.toThrow(
      'app.getGPUFeatureStatus is not imitated',
    )
    await expect(
      desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setOpacity(0)),
    ).rejects.toThrow('BrowserWindow.setOpacity is not imitated')
  })
})

describe('the start of an app in the stand-in', () => {
  test.each([
    ['a module', "import { x } from './y.js'", /Cannot use import statement/],
    ['given a package', "const schema = require('zod')", /module not found: zod/],
    ['missing', null, /there is no .*preload\.cjs/],
  ])('finds out a preload script that is %s', async (_what, source, expected) => {
    const file = join(await temporaryFolder(), 'preload.cjs')
    if (source !== null) await writeFile(file, source)
    const desktop = await launchStandIn({ ...FIXTURE, env: { FIXTURE_PRELOAD: file } })
    onTestFinished(() => desktop.close())
    const errors = (): Promise<string> => desktop.evaluate(() => (globalThis as Fixture).preloadErrors.join())
    await expect.poll(errors, PATIENT).toMatch(expected)
  })

  test('finds out an entry that waits for readiness at its top level', async () => {
    const env = { STAND_IN_DEADLOCK_MS: '500' }
    const started = await startStandIn({ app: join(STAND_IN, 'deadlock'), env, flags: [] })
    onTestFinished(() => rm(started.userData, { recursive: true, force: true }))
    expect(await started.exited).toBe(DEADLOCK)
    await expect.poll(started.stderr, PATIENT).toContain('a deadlock')
  })
})
