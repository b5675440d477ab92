import { deflateSync, inflateSync } from 'node:zlib'

/** Pixels as PNG has them, without its compression: four bytes each (red, green, blue, alpha), row by row. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const BYTES_PER_PIXEL = 4

/** Table of https://www.w3.org/TR/png-3/#D-CRCAppendix, one entry at a time. */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

export function encodePng({ width, height, rgba }: Pixels): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const stride = width * BYTES_PER_PIXEL
  const rows = Buffer.alloc(height * (stride + 1))
  for (let y = 0; y < height; y++) rows.set(rgba.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1)
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([SIGNATURE, ...parts])
}

/** Reads 8-bit RGB and RGBA without interlacing: what the icons of an app are. null: it is no PNG. Throws for other kinds of PNG. */
export function decodePng(file: Uint8Array): Pixels | null {
  const bytes = Buffer.from(file)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return null
  const packed: Buffer[] = []
  let [width, height, colours] = [0, 0, 0]
  for (let at = 8; at + 12 <= bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at))
    if (type === 'IDAT') packed.push(data)
    if (type !== 'IHDR') continue
    width = data.readUInt32BE(0)
    height = data.readUInt32BE(4)
    colours = data[9] === 6 ? 4 : 3
    if (data[8] !== 8 || ![2, 6].includes(data[9] ?? 0) || data[12] !== 0)
      throw new Error('electron stand-in: of PNG files, only 8-bit RGB or RGBA without interlacing is imitated')
  }
  return unfilter(inflateSync(Buffer.concat(packed)), width, height, colours)
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfilter(data: Buffer, width: number, height: number, colours: number): Pixels {
  const rgba = new Uint8Array(width * height * BYTES_PER_PIXEL).fill(255)
  const stride = width * colours
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0
    const row = Uint8Array.from(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)))
    for (let x = 0; x < stride; x++) {
      const left = x < colours ? 0 : (row[x - colours] ?? 0)
      const up = above[x] ?? 0
      const corner = x < colours ? 0 : (above[x - colours] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
      row[x] = (row[x] ?? 0) + guess
      rgba[(y * width + Math.floor(x / colours)) * BYTES_PER_PIXEL + (x % colours)] = row[x] ?? 0
    }
    above = row
  }
  return { width, height, rgba }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** The nearest pixel of the old picture for every pixel of the new one. */
export function resizePixels({ width, height, rgba }: Pixels, wide: number, high: number): Pixels {
  const out = new Uint8Array(wide * high * BYTES_PER_PIXEL)
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const from = (Math.floor((y * height) / high) * width + Math.floor((x * width) / wide)) * BYTES_PER_PIXEL
      out.set(rgba.subarray(from, from + BYTES_PER_PIXEL), (y * wide + x) * BYTES_PER_PIXEL)
    }
  return { width: wide, height: high, rgba: out }
}

/** One colour, with a darker frame. */
export function plainPixels(width: number, height: number, colour: readonly [number, number, number]): Pixels {
  const rgba = new Uint8Array(width * height * BYTES_PER_PIXEL)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const edge = x < 2 || y < 2 || x >= width - 2 || y >= height - 2
      rgba.set([...colour.map((part) => (edge ? part >> 1 : part)), 255], (y * width + x) * BYTES_PER_PIXEL)
    }
  return { width, height, rgba }
}
