import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'
import { drawnDisplay } from '../../support/drawn-display.ts'
import { startToolService } from '../../support/tool-service.ts'

/** Puts an ffmpeg in front of the other ones that does not heed being asked to end while it films. */
async function deafRecorder(): Promise<void> {
  const folder = await temporaryFolder()
  const others = process.env['PATH'] ?? ''
  const script = `#!/bin/sh
case " $* " in
  *x11grab*) trap '' INT TERM; while :; do sleep 0.2; done ;;
  *) PATH='${others}' exec ffmpeg "$@" ;;
esac
`
  writeFileSync(join(folder, 'ffmpeg'), script)
  chmodSync(join(folder, 'ffmpeg'), 0o755)
  vi.stubEnv('PATH', `${folder}${delimiter}${others}`)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** Resolves once the only call of this console records; its recorder ends with the test. */
async function recording(dataRoot: string): Promise<void> {
  const work = join(dataRoot, 'audit', 'work')
  const noted = (): string[] =>
    (existsSync(work) ? readdirSync(work) : [])
      .map((call) => join(work, call, 'recorder.json'))
      .filter((file) => existsSync(file))
  await expect.poll(noted).toHaveLength(1)
  const { pid } = JSON.parse(readFileSync(noted()[0] ?? '', 'utf8')) as { pid: number }
  onTestFinished(() => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It is gone.
    }
  })
}

it.each([
  ['nobody waits for it', true],
  ['somebody waits for its outcome', false],
])('a console whose tool needs longer than the stop may take leaves in good order when %s', async (_, isAsync) => {
  const display = await drawnDisplay()
  await deafRecorder()
  const dataRoot = await temporaryFolder()
  const console = await startToolService(dataRoot, { screen: { display: display.name } })
  const correlationId = await console.makeTask()
  const args = { target: { kind: 'all' }, seconds: 300, fps: 5 }
  const answer = console.execute('screen.record', args, correlationId, isAsync).catch((error: unknown) => error)
  await recording(dataRoot)
  expect(await console.stop('SIGTERM')).toBe(0)
  expect(console.stderr()).not.toContain('not stopped after')
  await answer
  const second = await startToolService(dataRoot, { screen: { display: display.name } })
  await expect.poll(async () => (await second.runs())[0]?.state).toBe('failed')
  expect((await second.runs())[0]).toMatchObject({ failure: { error_code: 'screen_record_lost' } })
})

it('a recording that was cancelled when the console was killed is told as cancelled by the next one, and does not go on', async () => {
  const display = await drawnDisplay()
  await deafRecorder()
  const dataRoot = await temporaryFolder()
  const first = await startToolService(dataRoot, { screen: { display: display.name } })
  const correlationId = await first.makeTask()
  const args = { target: { kind: 'all' }, seconds: 300, fps: 5 }
  const { call_id } = await first.execute('screen.record', args, correlationId, true)
  await recording(dataRoot)
  await first.cancel(call_id, 'not this one')
  await first.stop('SIGKILL')
  const second = await startToolService(dataRoot, { screen: { display: display.name } })
  await expect.poll(async () => (await second.runs())[0]?.state).toBe('failed')
  const [run] = await second.runs()
  expect(run).toMatchObject({ call_id, failure: { error_code: 'tool_cancelled' } })
  expect(run?.failure?.detail).toContain('not this one')
})
