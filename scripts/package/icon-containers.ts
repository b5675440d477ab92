/** A square picture as PNG; `size` in pixels. */
export interface IconPicture {
  readonly size: number
  readonly png: Uint8Array
}

/**
 * An .ico with PNG pictures inside, which Windows reads since Vista. electron-builder would make one too, with a tool that it downloads.
 * https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */
export function icoOf(pictures: readonly IconPicture[]): Buffer {
  const head = Buffer.alloc(6)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = 6 + 16 * pictures.length
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(16)
    // One byte each; 0 stands for 256.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([head, ...entries, ...pictures.map(({ png }) => png)])
}

/** Which size each type of an .icns has; two types may share one: 32 pixels are also 16 points on a sharp screen. */
const ICNS_TYPES: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** An .icns with PNG pictures inside. Throws when a size is missing. https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
export function icnsOf(pictures: readonly IconPicture[]): Buffer {
  const parts = ICNS_TYPES.map(([type, size]) => {
    const picture = pictures.find((one) => one.size === size)
    if (picture === undefined) throw new Error(`the icon has no picture of ${size} pixels`)
    return chunk(type, picture.png)
  })
  return chunk('icns', Buffer.concat(parts))
}

function chunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(8 + data.length, 4)
  return Buffer.concat([head, data])
}
