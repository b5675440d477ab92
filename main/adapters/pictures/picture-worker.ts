import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { inflateSync } from 'node:zlib'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { pngSize } from '../../core/kernel/png-size.ts'
import { MAX_PIXELS } from '../../core/tools/screen/picture-port.ts'
import type { PixelArea } from '../../core/tools/screen/screen-target.ts'

type Size = Pick<PixelArea, 'width' | 'height'>

/** What the worker is given. Files are absolute paths of PNGs. */
export type PictureTask =
  | { readonly kind: 'redact'; readonly file: string; readonly areas: readonly PixelArea[]; readonly colour: string }
  | { readonly kind: 'compare'; readonly a: string; readonly b: string; readonly tolerance: number }
  | { readonly kind: 'crop'; readonly file: string; readonly area: PixelArea }

/** What it answers: a picture, or why there is none. An error that nobody foresaw ends it. */
export type PictureAnswer =
  | (Size & { readonly png: Uint8Array; readonly changed_pixels: number })
  | { readonly problem: 'unreadable'; readonly file: string; readonly why: string }
  | ({ readonly problem: 'too_large' } & Size)
  | ({ readonly problem: 'outside'; readonly area: PixelArea } & Size)
  | { readonly problem: 'sizes'; readonly a: Size; readonly b: Size }

/** Thrown inside; it is an answer. */
class Foreseen extends Error {
  readonly answer: PictureAnswer
  constructor(answer: PictureAnswer) {
    super('foreseen')
    this.answer = answer
  }
}

/** The size is looked at before anything is unpacked: a small file can claim to be endless. */
function read(file: string): PNG {
  const bytes = readFileSync(file)
  const size = pngSize(bytes)
  if (size === null) throw new Foreseen({ problem: 'unreadable', file, why: 'no PNG' })
  if (size.width * size.height > MAX_PIXELS) throw new Foreseen({ problem: 'too_large', ...size })
  try {
    checkUnpacked(bytes, size)
    return PNG.sync.read(bytes)
  } catch (error) {
    throw new Foreseen({ problem: 'unreadable', file, why: String(error) })
  }
}

/**
 * What pngjs does not look at: a second header would take the place of the one whose size was looked at, and the seven passes of an
 * interlaced picture are unpacked however much they are. Throws for either.
 */
function checkUnpacked(bytes: Buffer, { width, height }: Size): void {
  const packed: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (name === 'IHDR' && at > 8) throw new Error('it has two headers')
    if (name === 'IDAT') packed.push(bytes.subarray(at + 8, end - 4))
    at = end
  }
  const isInterlaced = bytes[28] !== 0
  // At most eight bytes for each pixel, and two for each row of each pass: https://www.w3.org/TR/png-3/#8Interlace
  const most = 8 * width * height + 2 * (2 * height + 7)
  if (isInterlaced) inflateSync(Buffer.concat(packed), { maxOutputLength: most })
}

/** A new picture of these pixels: what else stood in the file they come from stays behind. */
function write({ width, height, data }: Size & { data: Buffer }, changed_pixels: number): PictureAnswer {
  const picture = new PNG({ width, height })
  picture.data = data
  return { width, height, png: Uint8Array.from(PNG.sync.write(picture)), changed_pixels }
}

function checkInside(area: PixelArea, { width, height }: Size): void {
  if (area.x + area.width > width || area.y + area.height > height)
    throw new Foreseen({ problem: 'outside', area, width, height })
}

function redact(file: string, areas: readonly PixelArea[], colour: string): PictureAnswer {
  const picture = read(file)
  const pixel = Buffer.from(`${colour.slice(1)}ff`, 'hex')
  for (const area of areas) {
    checkInside(area, picture)
    for (let y = area.y; y < area.y + area.height; y++) {
      const from = (y * picture.width + area.x) * 4
      picture.data.fill(pixel, from, from + area.width * 4)
    }
  }
  return write(picture, 0)
}

function compare(fileA: string, fileB: string, tolerance: number): PictureAnswer {
  const [a, b] = [read(fileA), read(fileB)]
  const { width, height } = a
  if (width !== b.width || height !== b.height)
    throw new Foreseen({ problem: 'sizes', a: { width, height }, b: { width: b.width, height: b.height } })
  const data = Buffer.alloc(width * height * 4)
  const changed = pixelmatch(a.data, b.data, data, width, height, { threshold: tolerance, includeAA: true })
  return write({ width, height, data }, changed)
}

function crop(file: string, area: PixelArea): PictureAnswer {
  const picture = read(file)
  checkInside(area, picture)
  const data = Buffer.alloc(area.width * area.height * 4)
  for (let y = 0; y < area.height; y++) {
    const from = ((area.y + y) * picture.width + area.x) * 4
    picture.data.copy(data, y * area.width * 4, from, from + area.width * 4)
  }
  return write({ width: area.width, height: area.height, data }, 0)
}

function answer(task: PictureTask): PictureAnswer {
  try {
    if (task.kind === 'redact') return redact(task.file, task.areas, task.colour)
    if (task.kind === 'compare') return compare(task.a, task.b, task.tolerance)
    return crop(task.file, task.area)
  } catch (error) {
    if (error instanceof Foreseen) return error.answer
    throw error
  }
}

/** The whole of this worker: one picture. */
parentPort?.postMessage(answer(workerData as PictureTask))
