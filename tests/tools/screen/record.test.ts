import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EvidenceList } from '../../../contract/evidence.ts'
import { ToolRun, ToolRunPage } from '../../../contract/tool.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { drawnDisplay, ROOT, WINDOW } from '../../support/drawn-display.ts'
import { openStream } from '../../support/event-reader.ts'
import { frameAt, probe } from '../../support/film.ts'
import { nearly } from '../../support/nearly.ts'
import { pixelAt, type ScreenApp, startScreenApp } from '../../support/screen-app.ts'

async function stored(console: ScreenApp, run: ToolRun, name: string): Promise<string> {
  const file = join(await temporaryFolder(), name)
  await writeFile(file, await console.artifact(run, name))
  return file
}

it('a film of the screen lasts as long as was asked, can be read back, and shows what was drawn', async () => {
  const display = await drawnDisplay()
  const console = await startScreenApp({ screen: { display: display.name } })
  const run = await console.call('screen.record', { target: { kind: 'all' }, seconds: 3, fps: 10 }, 'record-0001')
  expect(run).toMatchObject({ state: 'done', failure: null, result: { width: 640, height: 480 } })
  const film = await stored(console, run, 'recording.mp4')
  const { format, streams } = await probe(film)
  expect(format.format_name).toContain('mp4')
  expect(Number(format.duration)).toBeGreaterThanOrEqual(2.5)
  expect(Number(format.duration)).toBeLessThan(4)
  expect(streams).toMatchObject([{ codec_type: 'video', width: 640, height: 480 }])
  const frame = await frameAt(film, 1.5)
  expect([pixelAt(frame, 20, 20), pixelAt(frame, 400, 250)]).toEqual([nearly(ROOT), nearly(WINDOW)])
})

it('a part of odd size is recorded whole', async () => {
  const display = await drawnDisplay()
  const console = await startScreenApp({ screen: { display: display.name } })
  const target = { kind: 'region', x: 290, y: 190, width: 101, height: 75 }
  const run = await console.call('screen.record', { target, seconds: 1, fps: 10 }, 'record-0001')
  expect(run).toMatchObject({ state: 'done', result: { width: 102, height: 76 } })
  const frame = await frameAt(await stored(console, run, 'recording.mp4'), 0.5)
  expect([pixelAt(frame, 2, 2), pixelAt(frame, 99, 73)]).toEqual([nearly(ROOT), nearly(WINDOW)])
})

it('a recording that is cancelled tells its progress before, and leaves what it has as a partial film that plays', async () => {
  const display = await drawnDisplay()
  const console = await startScreenApp({ screen: { display: display.name } })
  const { app, correlation_id } = console
  const events = await openStream(app.url, await app.token('observer'), null)
  const begun = await app.call(
    'POST',
    '/api/tools/execute',
    'tool_runner',
    {
      ...{ tool: 'screen.record', args: { target: { kind: 'all' }, seconds: 300, fps: 10 }, task_id: 't1' },
      ...{ side_effect_level: 'read_only', correlation_id, idempotency_key: 'record-0001' },
    },
    { prefer: 'respond-async' },
  )
  const { call_id } = ToolRun.parse(await begun.json())
  await expect
    .poll(() => events.events.map(({ data }) => data).join('\n'))
    .toMatch(/"words":"[1-9]\d* of 300 s recorded"/)
  const cancelled = await app.call('POST', `/api/tool-calls/${call_id}/cancel`, 'admin', { reason: 'enough seen' })
  expect(cancelled.status).toBe(202)
  const outcome = async (): Promise<ToolRun | undefined> =>
    ToolRunPage.parse(await (await app.call('GET', '/api/tool-calls', 'observer')).json()).items[0]
  await expect.poll(async () => (await outcome())?.state).toBe('failed')
  const run = (await outcome()) as ToolRun
  expect(run.failure?.error_code).toBe('tool_cancelled')
  const film = await stored(console, run, 'recording-part.mkv')
  expect(Number((await probe(film)).format.duration)).toBeGreaterThanOrEqual(0.9)
  expect(pixelAt(await frameAt(film, 0.5), 400, 250)).toEqual(nearly(WINDOW))
  const evidence = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
  expect(evidence.items[0]).toMatchObject({ state: 'whole', artifacts: [{ partial: true }] })
})

it('a screen that goes away in the middle ends the recording, and what was seen until then is kept', async () => {
  const display = await drawnDisplay()
  const console = await startScreenApp({ screen: { display: display.name } })
  const events = await openStream(console.app.url, await console.app.token('observer'), null)
  const recording = console.call('screen.record', { target: { kind: 'all' }, seconds: 300, fps: 10 }, 'record-0001')
  await expect
    .poll(() => events.events.map(({ data }) => data).join('\n'))
    .toMatch(/"words":"[2-9]\d* of 300 s recorded"/)
  await display.end()
  const run = await recording
  expect(run.state).toBe('failed')
  expect(run.failure?.error_code).toMatch(/^screen_record_(failed|cut)$/)
  expect(pixelAt(await frameAt(await stored(console, run, 'recording-part.mkv'), 0.5), 400, 250)).toEqual(
    nearly(WINDOW),
  )
})
