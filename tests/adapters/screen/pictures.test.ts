import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { crc32, deflateSync } from 'node:zlib'
import { PNG } from 'pngjs'
import { expect, it, onTestFinished } from 'vitest'
import { createPictures } from '../../../main/adapters/pictures/pictures.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { pixelAt } from '../../support/screen-app.ts'

const pictures = createPictures()
const never = new AbortController().signal
const AREA = { x: 1, y: 1, width: 2, height: 2 }

function pngOf(width: number, height: number, colour: readonly number[]): PNG {
  const png = new PNG({ width, height })
  for (let at = 0; at < png.data.length; at += 4) png.data.set(colour, at)
  return png
}

async function stored(bytes: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'picture.png')
  writeFileSync(file, bytes)
  return file
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** The chunks of a PNG by name. */
function chunksOf(png: Buffer): string[] {
  const names: string[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) names.push(png.toString('latin1', at + 4, at + 8))
  return names
}

/** Puts chunks behind the first one, where text, colours and places of a photograph stand. */
const withChunks = (png: Buffer, chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)])

it('a redacted picture holds its pixels and nothing else of the original', async () => {
  const plain = PNG.sync.write(pngOf(4, 4, [200, 10, 10, 128]))
  const told = withChunks(plain, [
    ...[chunk('tEXt', Buffer.from('Author\0Anna')), chunk('eXIf', Buffer.from('MM\0*place'))],
    ...[chunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])), chunk('prIv', Buffer.from('secret'))],
  ])
  const made = await pictures.redact(await stored(told), [AREA], '#000000', never)
  const bytes = Buffer.from(made.png)
  expect(new Set(chunksOf(bytes))).toEqual(new Set(['IHDR', 'IDAT', 'IEND']))
  const png = PNG.sync.read(bytes)
  expect([pixelAt(png, 0, 0), pixelAt(png, 1, 1), pixelAt(png, 2, 2), pixelAt(png, 3, 2)]).toEqual([
    ...['#c80a0a', '#000000', '#000000', '#c80a0a'],
  ])
  // A see-through colour would leave what is below it to be seen.
  expect([png.data[(1 * 4 + 1) * 4 + 3], png.data[3]]).toEqual([255, 128])
})

it('the same pixels are no difference, and each that differs by one step is one', async () => {
  const a = pngOf(5, 5, [10, 20, 30, 255])
  const b = pngOf(5, 5, [10, 20, 30, 255])
  const [fileA, fileB] = [await stored(PNG.sync.write(a)), await stored(PNG.sync.write(b))]
  expect(await pictures.compare(fileA, fileB, 0, never)).toMatchObject({ changed_pixels: 0, width: 5, height: 5 })
  b.data[0] = 11
  b.data[(2 * 5 + 2) * 4 + 2] = 31
  const other = await stored(PNG.sync.write(b))
  expect((await pictures.compare(fileA, other, 0, never)).changed_pixels).toBe(2)
  expect((await pictures.compare(fileA, other, 0.2, never)).changed_pixels).toBe(0)
})

it('pictures of different sizes are not compared, and the answer says both sizes', async () => {
  const [a, b] = [
    await stored(PNG.sync.write(pngOf(5, 5, [0, 0, 0, 255]))),
    await stored(PNG.sync.write(pngOf(6, 5, [0, 0, 0, 255]))),
  ]
  await expect(pictures.compare(a, b, 0, never)).rejects.toMatchObject({
    ...{ error_code: 'sizes_differ', message: expect.stringMatching(/5 × 5 and 6 × 5/) },
  })
})

it.each(['redact', 'crop'] as const)('%s refuses an area that reaches over the edge', async (what) => {
  const file = await stored(PNG.sync.write(pngOf(4, 4, [0, 0, 0, 255])))
  const over = { ...AREA, width: 4 }
  const work =
    what === 'crop' ? pictures.crop(file, over, never) : pictures.redact(file, [AREA, over], '#000000', never)
  await expect(work).rejects.toMatchObject({ error_code: 'region_outside' })
})

it('a file that claims to be endless is refused before it is unpacked', async () => {
  const bytes = PNG.sync.write(pngOf(4, 4, [0, 0, 0, 255]))
  const header = Buffer.alloc(13)
  bytes.copy(header, 0, 16, 29)
  header.writeUInt32BE(60_000, 0)
  header.writeUInt32BE(60_000, 4)
  const claimed = Buffer.concat([bytes.subarray(0, 8), chunk('IHDR', header), bytes.subarray(33)])
  await expect(pictures.redact(await stored(claimed), [AREA], '#000000', never)).rejects.toMatchObject({
    error_code: 'picture_too_large',
  })
})

it('a file that is broken, cut off or no PNG at all is explained', async () => {
  const whole = PNG.sync.write(pngOf(40, 40, [1, 2, 3, 255]))
  const broken = Buffer.from(whole)
  broken.writeUInt8(broken.readUInt8(45) ^ 0xff, 45)
  for (const bytes of [broken, whole.subarray(0, 60), Buffer.from('GIF89a'), Buffer.alloc(0)])
    await expect(pictures.redact(await stored(bytes), [AREA], '#000000', never)).rejects.toMatchObject({
      error_code: 'picture_unreadable',
    })
})

it('a picture that nobody waits for any more is given up', async () => {
  const file = await stored(PNG.sync.write(pngOf(2000, 2000, [1, 2, 3, 255])))
  const stop = new AbortController()
  const work = pictures.compare(file, file, 0, stop.signal)
  stop.abort(new Error('enough'))
  await expect(work).rejects.toThrow('enough')
})

/** Eight bits of red, green, blue and see-through. */
function headerOf(width: number, height: number, interlace: 0 | 1): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([8, 6, 0, 0, interlace], 8)
  return chunk('IHDR', data)
}

const pngWith = (chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([PNG.sync.write(pngOf(1, 1, [0, 0, 0, 0])).subarray(0, 8), ...chunks, chunk('IEND', Buffer.alloc(0))])

it('a second header in a file does not make it larger than the first one says', async () => {
  const rows = deflateSync(Buffer.alloc(7000 * (7000 * 4 + 1)))
  const file = await stored(pngWith([headerOf(8, 8, 0), headerOf(7000, 7000, 0), chunk('IDAT', rows)]))
  await expect(pictures.crop(file, AREA, never)).rejects.toMatchObject({ error_code: 'picture_unreadable' })
})

it('a small interlaced file that unpacks to far more than its pixels is not unpacked', async () => {
  const bomb = await stored(pngWith([headerOf(8, 8, 1), chunk('IDAT', deflateSync(Buffer.alloc(300_000_000)))]))
  const error: unknown = await pictures.crop(bomb, AREA, never).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ error_code: 'picture_unreadable', cause: expect.stringMatching(/larger than/) })
  // Eight by eight pixels in seven passes: 15 rows, each with a byte for its filter.
  const whole = await stored(pngWith([headerOf(8, 8, 1), chunk('IDAT', deflateSync(Buffer.alloc(8 * 8 * 4 + 15)))]))
  expect(await pictures.crop(whole, AREA, never)).toMatchObject({ width: 2, height: 2 })
})

it('many pictures at once are taken apart a few at a time', async () => {
  const file = await stored(PNG.sync.write(pngOf(4, 4, [1, 2, 3, 255])))
  let [alive, most] = [0, 0]
  const count = (worker: Worker): void => {
    most = Math.max(most, ++alive)
    worker.once('exit', () => {
      alive -= 1
    })
  }
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const stop = new AbortController()
  const given = Array.from({ length: 12 }, () => pictures.crop(file, AREA, never))
  const left = pictures.crop(file, AREA, stop.signal)
  stop.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  expect((await Promise.all(given)).every(({ width }) => width === 2)).toBe(true)
  expect(most).toBe(2)
})
