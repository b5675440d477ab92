import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { drawnDisplay, WINDOW } from '../../support/drawn-display.ts'
import { frameAt, probe } from '../../support/film.ts'
import { KILL_FIRST, KILL_STRIDE } from '../../support/kill-between-steps.ts'
import { nearly } from '../../support/nearly.ts'
import { pixelAt } from '../../support/screen-app.ts'
import { startArmedToolService, startToolService, type ToolCaller } from '../../support/tool-service.ts'

const EVERYTHING = { target: { kind: 'all' } }
/** More steps than a picture takes; reaching it means that the console never answered. */
const MOST_STEPS = 100

/** The process that records, as the work folder of the only call names it. */
function recorderOf(dataRoot: string): number {
  const [call] = readdirSync(join(dataRoot, 'audit', 'work'))
  return (
    JSON.parse(readFileSync(join(dataRoot, 'audit', 'work', call ?? '', 'recorder.json'), 'utf8')) as { pid: number }
  ).pid
}

const lives = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))

/** Processes with an argument that lies in this folder. */
const processesIn = (folder: string): string[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    const line = existsSync(`/proc/${name}/cmdline`) ? readFileSync(`/proc/${name}/cmdline`, 'utf8') : ''
    return line.includes('ffmpeg') && line.includes(folder) ? [line] : []
  })

async function outcome(console: ToolCaller): Promise<ToolRun> {
  await expect.poll(async () => (await console.runs())[0]?.state).not.toBe('running')
  return (await console.runs())[0] as ToolRun
}

async function recordAndEnd(seconds: number, signal: NodeJS.Signals) {
  const display = await drawnDisplay()
  const tools = { screen: { display: display.name } }
  const dataRoot = await temporaryFolder()
  const first = await startToolService(dataRoot, tools)
  const correlationId = await first.makeTask()
  const begun = await first.execute('screen.record', { ...EVERYTHING, seconds, fps: 10 }, correlationId, true)
  const film = join(dataRoot, 'audit', 'work', begun.call_id, 'recording.mkv')
  await expect.poll(() => existsSync(film) && readFileSync(film).length).toBeGreaterThan(3000)
  const pid = recorderOf(dataRoot)
  await first.stop(signal)
  return { dataRoot, tools, correlationId, film, pid }
}

it('a console that is killed in the middle of a recording leaves no recorder behind once it is back, and keeps what there is', async () => {
  const { dataRoot, tools, correlationId, pid } = await recordAndEnd(300, 'SIGKILL')
  expect(lives(pid)).toBe(true)
  const second = await startToolService(dataRoot, tools)
  const run = await outcome(second)
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'screen_record_cut' } })
  expect(lives(pid)).toBe(false)
  const film = join(await temporaryFolder(), 'part.mkv')
  writeFileSync(film, await second.artifact(correlationId, run, 'recording-part.mkv'))
  expect(Number((await probe(film)).format.duration)).toBeGreaterThan(0)
  expect(pixelAt(await frameAt(film, 0), 400, 250)).toEqual(nearly(WINDOW))
  expect((await second.evidence()).items).toMatchObject([{ state: 'whole', artifacts: [{ partial: true }] }])
  expect(existsSync(join(dataRoot, 'audit', 'work', run.call_id))).toBe(false)
})

it('a recording whose time was up while the console was dead is completed, and not recorded again', async () => {
  const { dataRoot, tools, correlationId, pid } = await recordAndEnd(4, 'SIGKILL')
  await expect.poll(() => lives(pid)).toBe(false)
  const second = await startToolService(dataRoot, tools)
  const run = await outcome(second)
  expect(run).toMatchObject({ state: 'done', failure: null })
  const film = join(await temporaryFolder(), 'whole.mp4')
  writeFileSync(film, await second.artifact(correlationId, run, 'recording.mp4'))
  expect(Number((await probe(film)).format.duration)).toBeGreaterThanOrEqual(3.5)
})

it('a console that is told to stop in the middle of a recording ends the recorder, and keeps the part when it is back', async () => {
  const { dataRoot, tools, pid } = await recordAndEnd(300, 'SIGTERM')
  await expect.poll(() => lives(pid)).toBe(false)
  const second = await startToolService(dataRoot, tools)
  const run = await outcome(second)
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'screen_record_cut' } })
  expect((await second.evidence()).items).toMatchObject([{ state: 'whole', artifacts: [{ partial: true }] }])
})

it('a recorder that was killed itself leaves a part, and a stranger with its number is left alone', async () => {
  const { dataRoot, tools, film, pid } = await recordAndEnd(300, 'SIGKILL')
  process.kill(-pid, 'SIGKILL')
  await expect.poll(() => lives(pid)).toBe(false)
  const file = join(film, '..', 'recorder.json')
  // The number belongs to this very process now.
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid: process.pid }))
  const second = await startToolService(dataRoot, tools)
  const run = await outcome(second)
  expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'screen_record_cut' } })
  expect(run.evidence).toHaveLength(1)
})

/** What became of a call when the console was killed in front of each of some steps of it, and started again: in the order of the steps. */
async function killedAt(tool: string, args: object): Promise<string[]> {
  const display = await drawnDisplay()
  const tools = { screen: { display: display.name } }
  const seen: string[] = []
  for (let step = KILL_FIRST; ; step += KILL_STRIDE) {
    expect(step).toBeLessThan(MOST_STEPS)
    const dataRoot = await temporaryFolder()
    const armed = await startArmedToolService(dataRoot, tools, step)
    const correlationId = await armed.makeTask()
    await armed.startCounting()
    const answered = await armed.execute(tool, args, correlationId, false).catch((error: unknown) => {
      if (error instanceof TypeError) return null
      throw error
    })
    if (answered !== null) {
      expect(answered.state).toBe('done')
      await armed.stop('SIGKILL')
      return seen
    }
    await armed.died
    const second = await startToolService(dataRoot, tools)
    const [run] = (await second.runs()).length === 0 ? [] : [await outcome(second)]
    const { items } = await second.evidence()
    expect(items.every(({ state }) => state === 'whole')).toBe(true)
    expect(processesIn(dataRoot)).toEqual([])
    // One file, however often it was packed: the process that died may have come as far as that.
    const files = new Set(items.flatMap(({ artifacts }) => artifacts.map(({ sha256 }) => sha256)))
    const what = run === undefined ? 'never begun' : (run.failure?.error_code ?? run.state)
    if (run !== undefined) expect([what, files.size]).toEqual([what, run.evidence.length])
    if (run?.state === 'done') expect(files.size).toBe(1)
    seen.push(what)
    await second.stop('SIGTERM')
  }
}

it('killed in front of any step of a picture, it is there whole after the next start, or the call says that it is not', async () => {
  const seen = await killedAt('screen.capture', EVERYTHING)
  // Wherever the kills begin: the later one comes, the further the call is, and between begun and whole lies the taking of the picture.
  const further = ['never begun', 'screen_capture_interrupted', 'done']
  const ranks = seen.map((what) => further.indexOf(what))
  expect(ranks).not.toContain(-1)
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
  expect(seen).toContain('screen_capture_interrupted')
  expect(seen.at(-1)).toBe('done')
})

it('killed in front of any step of a recording, it is completed, or marked as failed with its part; nothing goes on recording', async () => {
  const seen = await killedAt('screen.record', { ...EVERYTHING, seconds: 1, fps: 5 })
  expect(seen).toContain('done')
  for (const what of seen) expect(what).toMatch(/^(done|never begun|screen_record_cut|screen_record_lost)$/)
})
