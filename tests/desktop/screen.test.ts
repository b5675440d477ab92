import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { ToolRun } from '../../contract/tool.ts'
import { makeHome, startAtHome } from '../support/desktop-at-home.ts'
import { pictureOf, pixelAt } from '../support/screen-app.ts'

/** The colours of what the stand-in of Electron shows. */
const LARGE = '#285aa0'
const SMALL = '#a05a28'

async function startLooking() {
  const home = await makeHome()
  const app = await startAtHome(home, { tray: true, flags: [] })
  const { task_id, correlation_id } = await app.ask('POST', '/api/tasks', { request_text: 'Look' })
  const call = async (tool: string, args: object, key: string): Promise<ToolRun> =>
    ToolRun.parse(
      await app.ask('POST', '/api/tools/execute', {
        ...{ tool, args, side_effect_level: 'read_only', task_id, correlation_id, idempotency_key: key },
      }),
    )
  const picture = (run: ToolRun, name: string): PNG =>
    PNG.sync.read(readFileSync(join(home.dataRoot, 'audit', 'evidence', correlation_id, run.call_id, name)))
  return { app, call, picture }
}

test('the desktop app lists what it can see, and keeps a picture of every display, of one, or of what the operator chose', async () => {
  const { app, call, picture } = await startLooking()
  const listed = await call('screen.sources', {}, 'sources-0001')
  expect(listed.result).toMatchObject({
    way: 'desktop_app',
    sources: [
      { id: 'screen:1:0', name: 'Large', kind: 'display', place: null },
      { id: 'screen:2:0', name: 'Small', kind: 'display', place: null },
      { id: 'window:7:0', kind: 'window', place: null },
    ],
  })
  const all = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0001')
  expect(all).toMatchObject({ state: 'done', failure: null, result: { way: 'desktop_app' } })
  expect(pixelAt(picture(all, 'capture-1.png'), 3, 3)).toBe(LARGE)
  expect(pixelAt(picture(all, 'capture-2.png'), 3, 3)).toBe(SMALL)

  const one = await call('screen.capture', { target: { kind: 'display', id: 'screen:2:0' } }, 'capture-0002')
  expect(pixelAt(picture(one, 'capture.png'), 3, 3)).toBe(SMALL)
  const region = { target: { kind: 'region', x: 0, y: 0, width: 5, height: 5 } }
  expect(await call('screen.capture', region, 'capture-0003')).toMatchObject({
    ...{ state: 'failed', failure: { error_code: 'screen_target_unsupported' } },
  })
  const status = await (await app.desktop.shownPage()).evaluate(async () => {
    const { countersign } = window as unknown as {
      countersign: { chooseCaptureSource(id: string): Promise<{ status: number }> }
    }
    return (await countersign.chooseCaptureSource('screen:2:0')).status
  })
  expect(status).toBe(204)
  const chosen = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0004')
  expect(pixelAt(picture(chosen, 'capture.png'), 3, 3)).toBe(SMALL)
  // The thread that takes pictures apart lies beside the entry of the app.
  const artifact_sha256 = pictureOf(chosen)
  const regions = [{ x: 0, y: 0, width: 4, height: 4 }]
  const redacted = await call('screen.redact', { artifact_sha256, regions, color: '#00ff00' }, 'redact-0001')
  expect(pixelAt(picture(redacted, 'redacted.png'), 3, 3)).toBe('#00ff00')
})
