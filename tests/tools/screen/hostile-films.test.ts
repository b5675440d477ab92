import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { surroundingsOf } from '../../../main/adapters/programs/surroundings.ts'
import { ffmpegOf } from '../../../main/adapters/screen/ffmpeg-programs.ts'
import { createFilmRedactor } from '../../../main/adapters/screen/film-redactor.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { frameAt, probe } from '../../support/film.ts'
import { nearly } from '../../support/nearly.ts'
import { pixelAt } from '../../support/screen-app.ts'

const run = promisify(execFile)
const never = new AbortController().signal
const SECRET = 'anna-at-home'
const AREA = { x: 20, y: 10, width: 40, height: 30 }
const films = createFilmRedactor(() => ffmpegOf(surroundingsOf(process, null)), { now: () => Date.now() })

const redact = (file: string, format: 'mp4' | 'mkv', folder: string) =>
  films.redact({ file, format }, [AREA], '#0000ff', folder, () => undefined, never)

/** Two seconds of red, with everything beside the picture that could tell something. */
async function talkativeFilm(folder: string): Promise<string> {
  const [titles, subtitles, film] = [join(folder, 'm.txt'), join(folder, 's.srt'), join(folder, 'talkative.mkv')]
  await writeFile(
    titles,
    `;FFMETADATA1\ntitle=${SECRET}\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=${SECRET}\n`,
  )
  await writeFile(subtitles, `1\n00:00:00,000 --> 00:00:01,000\n${SECRET}\n`)
  const picture = ['-f', 'lavfi', '-i', 'color=red:size=160x120:rate=10:duration=2']
  const second = ['-f', 'lavfi', '-i', 'color=green:size=160x120:rate=10:duration=2']
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2']
  await run('ffmpeg', [
    ...['-v', 'error', ...picture, ...second, ...sound, '-i', subtitles, '-f', 'ffmetadata', '-i', titles],
    ...['-map', '0:v', '-map', '1:v', '-map', '2:a', '-map', '3:s', '-map_metadata', '4', '-map_chapters', '4'],
    ...['-c:v', 'libx264', '-c:a', 'aac', '-c:s', 'srt', '-attach', subtitles, '-metadata:s:t', `title=${SECRET}`],
    ...['-metadata:s:t', 'mimetype=text/plain', '-metadata:s:v:0', `title=${SECRET}`, film],
  ])
  return film
}

/** The matrix of the track header makes a player turn the film (ISO/IEC 14496-12, 8.3.2). */
function quarterTurn(mp4: Buffer): Buffer {
  const matrix = mp4.indexOf('tkhd') + 4 + 40
  for (const [at, value] of [
    [0, 0],
    [4, 0x10000],
    [12, -0x10000],
    [16, 0],
  ] as const)
    mp4.writeInt32BE(value, matrix + at)
  return mp4
}

it('of a film with a second picture, subtitles, chapters, titles and attachments only picture and sound are left', async () => {
  const folder = await temporaryFolder()
  const film = await talkativeFilm(folder)
  expect((await probe(film)).streams).toHaveLength(5)
  const made = await redact(film, 'mkv', folder)
  const { streams, chapters } = await probe(made.file)
  expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio'])
  expect(chapters).toEqual([])
  expect((await readFile(made.file)).includes(SECRET)).toBe(false)
  expect((await readFile(film)).includes(SECRET)).toBe(true)
  for (const seconds of [0, 1.9]) {
    const frame = await frameAt(made.file, seconds)
    expect([pixelAt(frame, 40, 25), pixelAt(frame, 100, 90)]).toEqual([nearly('#0000ff'), nearly('#ff0000')])
  }
})

it('a list of other files that passes for a film is not followed', async () => {
  const folder = await temporaryFolder()
  const film = await talkativeFilm(folder)
  const lists = [
    `#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:2,\nfile:${film}\n#EXT-X-ENDLIST\n`,
    `ffconcat version 1.0\nfile '${film}'\n`,
  ]
  for (const [index, list] of lists.entries())
    for (const format of ['mp4', 'mkv'] as const) {
      const file = join(folder, `list-${index}.${format}`)
      await writeFile(file, list)
      await expect(redact(file, format, folder)).rejects.toMatchObject({ error_code: 'picture_unreadable' })
    }
})

it('a film that is to be turned when it is shown is refused: its regions would lie elsewhere', async () => {
  const folder = await temporaryFolder()
  const [plain, turned] = [join(folder, 'plain.mp4'), join(folder, 'turned.mp4')]
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=160x120:rate=10:duration=1', plain])
  await writeFile(turned, quarterTurn(await readFile(plain)))
  await expect(redact(turned, 'mp4', folder)).rejects.toMatchObject({ error_code: 'media_unsupported' })
  expect(await redact(plain, 'mp4', folder)).toMatchObject({ width: 160, height: 120, frames: 10 })
})

it('an attempt that was broken off is begun anew', async () => {
  const folder = await temporaryFolder()
  const film = await talkativeFilm(folder)
  await writeFile(join(folder, 'tmp-redacted.mkv'), 'half')
  expect(await redact(film, 'mkv', folder)).toMatchObject({ frames: 20 })
})

it('a region is the same place in every picture, also of a film whose pictures change their size', async () => {
  const folder = await temporaryFolder()
  const parts = [join(folder, 'small.ts'), join(folder, 'large.ts')] as const
  for (const [index, size] of ['160x120', '320x240'].entries()) {
    const picture = ['-f', 'lavfi', '-i', `color=red:size=${size}:rate=10:duration=1`]
    await run('ffmpeg', ['-v', 'error', ...picture, '-c:v', 'libx264', '-bsf:v', 'dump_extra', parts[index] ?? ''])
  }
  const both = join(folder, 'both.mkv')
  await run('ffmpeg', ['-v', 'error', '-i', `concat:${parts.join('|')}`, '-c', 'copy', both])
  const made = await redact(both, 'mkv', folder)
  expect(made).toMatchObject({ width: 160, height: 120 })
  for (const seconds of [0.5, 1.5]) {
    const frame = await frameAt(made.file, seconds)
    expect([pixelAt(frame, 22, 12), pixelAt(frame, 57, 37)]).toEqual([nearly('#0000ff'), nearly('#0000ff')])
    expect([pixelAt(frame, 16, 25), pixelAt(frame, 64, 25)]).toEqual([nearly('#ff0000'), nearly('#ff0000')])
  }
})
