import { appendFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBoundedRecorder } from '../../../main/adapters/screen/recorder.ts'
import { watchSize } from '../../../main/adapters/screen/recorder-size.ts'
import type { ScreenWay } from '../../../main/adapters/screen/screen-way.ts'
import { temporaryFolder } from '../../support/data-root.ts'

/** Writes for ever, as wf-recorder does, until it is asked to end; then it closes its file with one word more. */
const ENDLESS = `
  const { appendFileSync } = require('node:fs')
  const file = process.argv[1]
  setInterval(() => appendFileSync(file, Buffer.alloc(64 * 1024)), 10)
  process.on('SIGINT', () => { appendFileSync(file, 'closed'); process.exit(0) })
`
/** Ends by itself, as ffmpeg does with -fs. */
const OBEDIENT = `require('node:fs').appendFileSync(process.argv[1], Buffer.alloc(1024 * 1024))`
const SMALL = `require('node:fs').appendFileSync(process.argv[1], 'small')`

const MOST = 1024 * 1024
const ORDER = { target: { kind: 'all' as const }, seconds: 600, fps: 10 }

async function recording(program: string) {
  const folder = await temporaryFolder()
  const way: ScreenWay = {
    ...{ name: 'test', words: 'nothing', missing: () => null, sources: async () => [], take: async () => [] },
    recording: {
      missing: () => null,
      command: async (_order, file) => ({ program: process.execPath, args: ['-e', program, file] }),
    },
  }
  const surroundings = { platform: process.platform, env: {}, find: () => process.execPath }
  const recorder = createBoundedRecorder(
    () => way,
    () => surroundings,
    { now: () => Date.now() },
    () => undefined,
    { most_bytes: MOST, look_ms: 50 },
  )
  return { folder, record: (signal: AbortSignal) => recorder.record(ORDER, folder, () => undefined, signal) }
}

describe('a film', () => {
  it('of a recorder without a limit of its own is ended in good order once it is as large as a film may be', async () => {
    const { folder, record } = await recording(ENDLESS)
    expect(await record(new AbortController().signal)).toEqual({ full_at: MOST })
    const { size } = await stat(join(folder, 'recording.mkv'))
    expect(size % 1024).toBe('closed'.length)
    expect(size).toBeGreaterThanOrEqual(MOST)
  }, 60_000)

  it('that its own recorder ended at the limit is known to be cut', async () => {
    const { record } = await recording(OBEDIENT)
    expect(await record(new AbortController().signal)).toEqual({ full_at: MOST })
  })

  it('below the limit is not said to be cut', async () => {
    const { record } = await recording(SMALL)
    expect(await record(new AbortController().signal)).toEqual({ full_at: null })
  })

  it('whose call is ended fails, however large it is', async () => {
    const { folder, record } = await recording(ENDLESS)
    const end = new AbortController()
    const failed = record(end.signal).catch((error: unknown) => error)
    await expect
      .poll(() =>
        stat(join(folder, 'recording.mkv')).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      .toBeGreaterThan(0)
    end.abort(new Error('enough'))
    expect(await failed).toBeInstanceOf(Error)
  })
})

it('a file at its limit that does not grow on is left to the program for one look, and that it was full is remembered', async () => {
  const file = join(await temporaryFolder(), 'film')
  const watch = watchSize(file, 10, 20)
  onTestFinished(watch.end)
  expect(await watch.isFull()).toBe(false)
  appendFileSync(file, Buffer.alloc(10))
  await expect.poll(() => watch.signal.aborted).toBe(true)
  expect(await watch.isFull()).toBe(true)
})
