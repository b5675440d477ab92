import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRecordingReader } from '../../../main/adapters/obs/ffmpeg.ts'
import { createObsFiles } from '../../../main/adapters/obs/obs-files.ts'
import { type Surroundings, surroundingsOf } from '../../../main/adapters/programs/surroundings.ts'
import { takeRecording } from '../../../main/core/tools/obs/take-recording.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { probe } from '../../support/film.ts'

const run = promisify(execFile)
const never = new AbortController().signal
const machine = surroundingsOf(process, null)

const readerWith = (surroundings: Surroundings) => createRecordingReader(() => surroundings)
const filesWith = (surroundings: Surroundings) =>
  createObsFiles(() => ({ recording_folder: null }), readerWith(surroundings))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-whole-'))
  const inputs = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=30:duration=20', '-f', 'lavfi', '-i', 'sine=d=20']
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac']
  await run('ffmpeg', ['-nostdin', '-v', 'error', ...inputs, ...codecs, join(folder, 'whole.mkv')])
  const packed = [
    ['mp4', '-movflags', '+faststart', 'whole.mp4'],
    ['mp4', '-movflags', 'frag_keyframe+empty_moov+delay_moov', 'fragments.mp4'],
    ...['mov', 'flv'].map((ending) => [ending, `whole.${ending}`]),
    ['mpegts', 'whole.ts'],
  ]
  for (const [format = '', ...rest] of packed) {
    const args = ['-nostdin', '-v', 'error', '-i', join(folder, 'whole.mkv'), '-c', 'copy', '-f', format]
    await run('ffmpeg', [...args, ...rest.slice(0, -1), join(folder, rest.at(-1) ?? '')])
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A copy of a recording with other bytes. */
async function changed(name: string, change: (bytes: Buffer) => Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), name)
  await writeFile(file, change(await readFile(join(folder, name))))
  return file
}

const third = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 3))
const threeQuartersZeros = (bytes: Buffer): Buffer => Buffer.from(bytes).fill(0, Math.floor(bytes.length / 4))
const hole = (bytes: Buffer): Buffer =>
  Buffer.from(bytes).fill(0, bytes.length >> 1, (bytes.length >> 1) + Math.floor(bytes.length / 10))

const take = (path: string) =>
  takeRecording(
    { files: filesWith(machine), desk: { pause: async () => undefined } },
    { path, name: 'recording', captured_at: '2026-01-01T00:00:00.000Z', source: 'obs:recording' },
    never,
  )

describe('a recording', () => {
  it.each(['whole.mkv', 'whole.mp4', 'fragments.mp4', 'whole.mov', 'whole.flv', 'whole.ts'])(
    'that is whole is taken with what its packets say: %s',
    async (name) => {
      expect(await take(join(folder, name))).toMatchObject({
        ...{ duration_s: expect.closeTo(20, 1), frames: 600, audio_codec: 'aac' },
        video: { codec: 'h264', width: 320, height: 180 },
        artifact: expect.not.objectContaining({ partial: true }),
      })
    },
  )

  it.each<[string, string, (bytes: Buffer) => Uint8Array, RegExp]>([
    ['cut to a third', 'whole.mkv', third, /ends after 6\.\d of 20\.\d s/],
    ['cut to a third', 'whole.mp4', third, /ends after/],
    ['cut to a third', 'fragments.mp4', third, /ends after/],
    ['cut to a third', 'whole.flv', third, /ends after/],
    ['cut to a third', 'whole.mov', third, /cannot be read as a video/],
    ['of which three quarters are zeros', 'whole.mkv', threeQuartersZeros, /ends after 5\.\d of 20\.\d s/],
    ['of which three quarters are zeros', 'whole.mp4', threeQuartersZeros, /damaged inside/],
    ['of which three quarters are zeros', 'whole.flv', threeQuartersZeros, /ends after/],
    ['of which three quarters are zeros', 'whole.ts', threeQuartersZeros, /damaged inside/],
    ['with a hole of zeros in its midst', 'whole.mkv', hole, /damaged inside/],
    ['with a hole of zeros in its midst', 'fragments.mp4', hole, /damaged inside/],
    ['with a hole of zeros in its midst', 'whole.ts', hole, /damaged inside/],
  ])('%s is broken, and kept as a part: %s', async (_what, name, change, why) => {
    const path = await changed(name, change)
    await expect(take(path)).rejects.toMatchObject({
      ...{ error_code: 'obs_file_broken', message: expect.stringMatching(why) },
      artifacts: [{ file: path, partial: true }],
    })
  })

  it('that was never closed is broken, and what it holds is still told', async () => {
    const path = join(await temporaryFolder(), 'live.mkv')
    await run('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-i', join(folder, 'whole.mkv'), '-c', 'copy'],
      ...['-live', '1', '-f', 'matroska', path],
    ])
    expect(await readerWith(machine).probe(path, never)).toMatchObject({
      ...{ fault: 'it was never closed', facts: { frames: 600, duration_s: expect.closeTo(20, 1) } },
    })
  })

  it('is not judged by a program that lies beside the console in a folder that is relative', async () => {
    const place = await temporaryFolder()
    await writeFile(join(place, 'ffprobe'), '#!/bin/sh\necho hello\n', { mode: 0o755 })
    const env = { ...process.env, PATH: `${relative(process.cwd(), place)}${delimiter}${process.env['PATH']}` }
    const { find } = surroundingsOf({ platform: process.platform, env }, null)
    expect(find('ffprobe')).toBe(machine.find('ffprobe'))
    expect(await readerWith({ ...machine, find }).probe(join(folder, 'whole.mkv'), never)).toMatchObject({
      fault: null,
    })
  })

  it('ends being read when the call ends', async () => {
    const ending = new AbortController()
    const read = readerWith(machine).probe(join(folder, 'whole.mkv'), ending.signal)
    ending.abort(new Error('enough'))
    await expect(read).rejects.toThrow('enough')
  })
})

/** An ffmpeg that leaves out what stands behind `seconds`. */
async function forgetfulFfmpeg(seconds: number): Promise<Surroundings> {
  const place = await temporaryFolder()
  const file = join(place, 'ffmpeg')
  await writeFile(file, `#!/bin/sh\nexec '${machine.find('ffmpeg')}' -t ${seconds} "$@"\n`)
  await chmod(file, 0o755)
  return { ...machine, find: (name) => (name === 'ffmpeg' ? file : machine.find(name)) }
}

describe('the MP4 copy of a recording', () => {
  it('has every picture and the sound of the original', async () => {
    const work = await temporaryFolder()
    const made = await readerWith(machine).remux(join(folder, 'whole.mkv'), work, 600, never)
    expect(made).toEqual({ file: join(work, 'recording.mp4') })
    const { format, streams } = await probe(join(work, 'recording.mp4'))
    expect(format.format_name).toContain('mp4')
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio'])
  })

  it('is none when it has fewer, or cannot be made, and says why', async () => {
    const work = await temporaryFolder()
    const whole = join(folder, 'whole.mkv')
    const short = await readerWith(await forgetfulFfmpeg(5)).remux(whole, work, 600, never)
    expect(short).toEqual({ fault: expect.stringMatching(/^the copy has 1\d\d of 600 pictures$/) })
    await mkdir(join(work, 'no'))
    await writeFile(join(work, 'no/text.mkv'), 'no film')
    expect(await readerWith(machine).remux(join(work, 'no/text.mkv'), work, 1, never)).toEqual({
      fault: expect.stringMatching(/^ffmpeg did not make it: /),
    })
    const without = { ...machine, find: () => null }
    expect(await readerWith(without).remux(whole, work, 600, never)).toEqual({
      fault: 'there is no ffmpeg on this machine',
    })
    expect(await readdir(work)).toEqual(['no'])
  })
})
