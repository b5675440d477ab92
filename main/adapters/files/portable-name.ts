import { createHash } from 'node:crypto'

/** Names that Windows keeps for devices, with any ending (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/

/** Names may be 255 bytes long on the common file systems; the rest is left for temporary names. */
const MAX_LENGTH = 200
const KEPT_LENGTH = 100

const escaped = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`

/**
 * A name for one file or folder that stands for `id` on every disk, whatever `id` is. Lower-case letters, digits, `_`, `-` and inner
 * dots stay; everything else becomes `%` and two hex digits, so that two ids never meet where capitals do not count and no name is a
 * path, a device or ends with a dot. What would be too long is cut and told apart by its sha256.
 */
export function portableName(id: string): string {
  const bytes = Buffer.from(id)
  const device = DEVICE.test(id)
  let name = bytes.length === 0 ? '%' : ''
  for (const [place, byte] of bytes.entries()) {
    const char = String.fromCharCode(byte)
    const inner = place > 0 && place < bytes.length - 1
    const plain = /[a-z0-9_-]/.test(char) ? !(device && place === 0) : char === '.' && inner
    name += plain ? char : escaped(byte)
  }
  if (name.length <= MAX_LENGTH) return name
  // No escape has a hyphen in it: a name that was cut is never another one's.
  return `${name.slice(0, KEPT_LENGTH)}%-${createHash('sha256').update(id).digest('hex')}`
}

/** The id that a name stands for; null for a name that was not made above, and for one that was cut. */
export function idOfPortableName(name: string): string | null {
  const bytes: number[] = []
  for (const part of name.matchAll(/%([0-9a-f]{2})|([\s\S])/g))
    bytes.push(part[1] === undefined ? (part[2] as string).charCodeAt(0) & 0xff : Number.parseInt(part[1], 16))
  const id = Buffer.from(bytes).toString()
  return portableName(id) === name ? id : null
}
