import { describe, expect, it } from 'vitest'
import type { Sha256, Timestamp } from '../../../contract/ids.ts'
import type { ToolStatus } from '../../../contract/tool.ts'
import { pngSize } from '../../../main/core/kernel/png-size.ts'
import { oneLine } from '../../../main/core/tools/one-line.ts'
import type { FilmFacts, Leftover, RecorderPort } from '../../../main/core/tools/screen/recorder-port.ts'
import { createScreenCapture } from '../../../main/core/tools/screen/screen-capture.ts'
import type { ScreenPort, Shot } from '../../../main/core/tools/screen/screen-port.ts'
import { createScreenRecord } from '../../../main/core/tools/screen/screen-record.ts'
import { createScreenSources } from '../../../main/core/tools/screen/screen-sources.ts'
import { ScreenTarget, targetWords } from '../../../main/core/tools/screen/screen-target.ts'
import { isWhole } from '../../../main/core/tools/screen/whole-film.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { fakeContext } from '../../support/tool-context.ts'

const AT = '2026-03-01T00:00:00.000Z' as Timestamp
const SHA = 'b'.repeat(64) as Sha256
const READY: ToolStatus = { state: 'ready', detail: '', remediation_hint: null, source: 'test', checked_at: AT }
const ALL = { target: { kind: 'all' as const } }
const FILM: FilmFacts = { width: 640, height: 480, seconds: 3, frames: 30 }
const LEFT: Leftover = { file: '/work-folder/recording.mkv', started_at: AT, film: FILM }

const shot = (name: string): Shot => ({
  file: `/work-folder/${name}`,
  sha256: SHA,
  width: 4,
  height: 3,
  captured_at: AT,
})

const screen = (given: Partial<ScreenPort>): ScreenPort => ({
  ...{
    status: () => READY,
    way: () => 'x11',
    sources: async () => [],
    capture: async () => [],
    captured: async () => [],
  },
  ...given,
})

const recorder = (given: Partial<RecorderPort>): RecorderPort => ({
  ...{ status: () => READY, record: async () => ({ full_at: null }), leftover: async () => LEFT },
  finish: async () => ({ ...FILM, file: '/work-folder/recording.mp4', sha256: SHA, bytes: 9 }),
  ...given,
})

async function failureOf(work: Promise<unknown> | undefined): Promise<ToolError> {
  const error = await work?.then(
    () => null,
    (failure: unknown) => failure,
  )
  if (error instanceof ToolError) return error
  throw new Error(`no failure that was foreseen: ${String(error)}`)
}

describe('what is to be seen', () => {
  it.each([
    [{ kind: 'all' }, 'the whole screen'],
    [{ kind: 'display', id: 'HDMI-1' }, 'the display HDMI-1'],
    [{ kind: 'window', id: '0x60' }, 'the window 0x60'],
    [{ kind: 'region', x: 1, y: 2, width: 3, height: 4 }, '3 × 4 pixels of the screen at 1, 2'],
  ])('%j is %s', (target, words) => expect(targetWords(ScreenTarget.parse(target))).toBe(words))

  it.each([
    ...[
      { kind: 'window', id: '-i /etc/passwd' },
      { kind: 'window', id: '' },
      { kind: 'display', id: 'a b' },
    ],
    ...[
      { kind: 'region', x: -1, y: 0, width: 1, height: 1 },
      { kind: 'region', x: 0, y: 0, width: 0, height: 1 },
    ],
    ...[{ kind: 'all', id: 'x' }, { kind: 'camera' }],
  ])('%j is refused', (target) => expect(ScreenTarget.safeParse(target).success).toBe(false))
})

describe('a picture', () => {
  it('becomes evidence under one name, and several under their numbers', async () => {
    const tool = createScreenCapture(screen({ capture: async () => [shot('a.png')] }))
    const one = await tool.run(ALL, fakeContext([]))
    expect(one.artifacts).toMatchObject([{ path: 'capture.png', file: '/work-folder/a.png', captured_at: AT }])
    expect(one.result.pictures).toEqual([{ artifact_sha256: SHA, width: 4, height: 3, captured_at: AT }])
    expect(tool.summary(ALL)).toBe('Take a picture of the whole screen')
    const both = createScreenCapture(screen({ capture: async () => [shot('a.png'), shot('b.png')] }))
    const { artifacts } = await both.run(ALL, fakeContext([]))
    expect(artifacts.map(({ path }) => path)).toEqual(['capture-1.png', 'capture-2.png'])
  })

  it('is never taken later instead, when the console died before it was whole', async () => {
    const again = async (): Promise<never> => Promise.reject(new Error('it was taken again'))
    const none = createScreenCapture(screen({ capture: again }))
    expect((await failureOf(none.recover?.(ALL, fakeContext([])))).error_code).toBe('screen_capture_interrupted')
    const whole = createScreenCapture(screen({ capture: again, captured: async () => [shot('a.png')] }))
    expect((await whole.recover?.(ALL, fakeContext([])))?.artifacts).toHaveLength(1)
  })

  it('has a size that is read before it is unpacked', () => {
    const png = Buffer.alloc(40)
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(png)
    png.writeUInt32BE(7, 16)
    png.writeUInt32BE(5, 20)
    expect(pngSize(png)).toEqual({ width: 7, height: 5 })
    expect(pngSize(png.subarray(0, 20))).toBeNull()
    png.writeUInt32BE(0, 16)
    expect(pngSize(png)).toBeNull()
    expect(pngSize(Buffer.alloc(40))).toBeNull()
  })
})

it('displays and windows are listed also when there is no room for more evidence', async () => {
  const listed = { id: 'HDMI-1', name: 'HDMI-1', kind: 'display' as const, place: null }
  const tool = createScreenSources(screen({ sources: async () => [listed] }))
  expect((await tool.run({}, fakeContext([]))).result).toEqual({ way: 'x11', sources: [listed] })
  expect([tool.room, tool.summary({})]).toEqual(['unasked', 'List displays and windows'])
})

describe('a film', () => {
  const ORDER = { ...ALL, seconds: 3, fps: 10 }

  it('is whole when it is hardly shorter than ordered', () => {
    expect(isWhole({ ...FILM, seconds: 2.5 }, ORDER)).toBe(true)
    expect(isWhole({ ...FILM, seconds: 2.4 }, ORDER)).toBe(false)
    expect(isWhole({ ...FILM, seconds: 8, frames: 8 }, { seconds: 10, fps: 1 })).toBe(true)
    expect(isWhole({ ...FILM, seconds: 0, frames: 0 }, { seconds: 1, fps: 1 })).toBe(false)
  })

  it('becomes evidence once it was read back, and tells how far it is', async () => {
    const tool = createScreenRecord(
      recorder({
        record: async (_order, _folder, onProgress) => {
          onProgress(1.5)
          return { full_at: null }
        },
      }),
    )
    const context = fakeContext([])
    const { result, artifacts } = await tool.run(ORDER, context)
    expect(result).toEqual({ ...FILM, artifact_sha256: SHA, bytes: 9 })
    expect(artifacts).toMatchObject([{ path: 'recording.mp4', media_type: 'video/mp4', captured_at: AT }])
    expect(context.told).toEqual(['0.5 1 of 3 s recorded'])
    expect(tool.summary(ORDER)).toBe('Record the whole screen for 3 s')
  })

  it.each<[string, Partial<RecorderPort>, string]>([
    [
      'the recorder ends too early',
      { leftover: async () => ({ ...LEFT, film: { ...FILM, seconds: 1 } }) },
      'screen_record_cut',
    ],
    ['nothing of it can be played', { leftover: async () => ({ ...LEFT, film: null }) }, 'screen_record_cut'],
    [
      'the recorder fails',
      { record: async () => Promise.reject(new ToolError('screen_record_failed', 'x', 'y')) },
      'screen_record_failed',
    ],
    ['something nobody foresaw happens', { record: async () => Promise.reject(new Error('x')) }, 'screen_record_lost'],
    [
      'it cannot be packed',
      { finish: async () => Promise.reject(new ToolError('screen_record_failed', 'x', 'y')) },
      'screen_record_failed',
    ],
  ])('is kept as a part when %s', async (_what, port, code) => {
    const failure = await failureOf(createScreenRecord(recorder(port)).run(ORDER, fakeContext([])))
    expect(failure.error_code).toBe(code)
    expect(failure.artifacts).toMatchObject([{ path: 'recording-part.mkv', partial: true, file: LEFT.file }])
  })

  it('that was ended because it is as large as a film may be says so', async () => {
    const early = { leftover: async () => ({ ...LEFT, film: { ...FILM, seconds: 1 } }) }
    const tool = createScreenRecord(recorder({ ...early, record: async () => ({ full_at: 4096 }) }))
    const failure = await failureOf(tool.run(ORDER, fakeContext([])))
    expect(failure).toMatchObject({ error_code: 'screen_record_cut', artifacts: [{ partial: true }] })
    expect(failure.message).toContain('has reached the 4096 bytes that one may have')
    expect(failure.message).toContain('after 1.0 of 3 s')
    expect(failure.remediation_hint).toContain('fewer seconds')
  })

  it('leaves nothing when nothing was recorded', async () => {
    const tool = createScreenRecord(recorder({ leftover: async () => null }))
    expect((await failureOf(tool.run(ORDER, fakeContext([])))).artifacts).toEqual([])
    expect(await failureOf(tool.recover?.(ORDER, fakeContext([])))).toMatchObject({
      ...{ error_code: 'screen_record_lost', artifacts: [] },
    })
  })

  it('that became whole while the console was dead is completed and not recorded again; of one that did not the part is kept', async () => {
    const record = async (): Promise<never> => Promise.reject(new Error('it was recorded again'))
    const whole = createScreenRecord(recorder({ record }))
    expect((await whole.recover?.(ORDER, fakeContext([])))?.artifacts).toMatchObject([{ path: 'recording.mp4' }])
    const part = createScreenRecord(
      recorder({ record, leftover: async () => ({ ...LEFT, film: { ...FILM, seconds: 1 } }) }),
    )
    const failure = await failureOf(part.recover?.(ORDER, fakeContext([])))
    expect([failure.error_code, failure.artifacts.length]).toEqual(['screen_record_cut', 1])
    expect(failure.message).toContain('after 1.0 of 3 s')
  })
})

it('a title of a window of two hundred letters beyond the first plane, and hundreds of windows, keep nobody from the list', async () => {
  const source = { name: oneLine('\u{1f600}'.repeat(500)), kind: 'window' as const, place: null }
  const sources = Array.from({ length: 250 }, (_, index) => ({ ...source, id: `window:${index + 1}` }))
  const tool = createScreenSources(screen({ sources: async () => sources }))
  const { result } = await tool.run({}, fakeContext([]))
  const read = tool.result.parse(result)
  expect(read.sources).toHaveLength(200)
  expect(read.sources[0]?.name.startsWith('\u{1f600}'.repeat(100))).toBe(true)
})
