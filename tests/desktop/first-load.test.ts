import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { desktopLaunch } from '../support/desktop-world.ts'
import type { MainModule } from '../support/electron-stand-in/main-module.ts'
import { PATIENT, startStandIn } from '../support/launch-desktop.ts'

/** Starts the app and does something to its window as soon as that begins to load; nothing of it may be the end of the start. */
async function startWith(work: (electron: MainModule) => void) {
  const dataRoot = await temporaryFolder()
  const started = await startStandIn(desktopLaunch(dataRoot))
  onTestFinished(async () => {
    if (started.child.connected) started.child.disconnect()
    await started.exited
    await rm(started.userData, { recursive: true, force: true, maxRetries: 10 })
  })
  const run = (code: (electron: MainModule) => void): void =>
    void started.child.send({ id: 0, code: code.toString(), argument: null })
  // Heard before the app is.
  run(work)
  const lines = (): AuditEvent[] => {
    const file = join(dataRoot, 'audit/events.jsonl')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as AuditEvent)
  }
  return { ...started, run, types: () => lines().map(({ type }) => type as string) }
}

describe('the first load of the window', () => {
  test('in which the page crashes is not the end of the app: it is loaded again', async () => {
    const { exited, run, types, stderr } = await startWith(({ app }) => {
      app.on('web-contents-created', (_event, contents) => {
        contents.once('did-navigate', () => contents.forcefullyCrashRenderer())
      })
    })
    await expect.poll(types, PATIENT).toContain('desktop_page_lost')
    // The page is there once it listens.
    await expect.poll(types, PATIENT).toContain('sse_client_connected')
    run(({ app }) => app.quit())
    expect(await exited).toBe(0)
    expect(types().at(-1)).toBe('service_stopped')
    expect(stderr()).not.toContain('cannot start')
  })

  test('in which the window is closed is an end like every other', async () => {
    const { exited, types, stderr } = await startWith(({ app, BrowserWindow }) => {
      app.on('web-contents-created', (_event, contents) => {
        contents.once('did-start-navigation', () => BrowserWindow.fromWebContents(contents)?.destroy())
      })
    })
    expect(await exited).toBe(0)
    expect(types().at(-1)).toBe('service_stopped')
    expect(stderr()).not.toContain('cannot start')
  })
})
