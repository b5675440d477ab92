import { AppError } from '../core/kernel/app-error.ts'

/** Bytes `from` up to, not including, `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

const ONE_RANGE = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i

/**
 * The one range of bytes that is asked for of `size` bytes (RFC 9110, 14.1.2). Null for what asks for all: no Range, one with several
 * ranges, in another unit or that cannot be read (14.2: it may be passed over), and one whose If-Range is not this very ETag (13.1.5).
 * Throws AppError `range_not_satisfiable` for bytes that are not there.
 */
export function rangeOf(
  header: (name: string) => string | null,
  { size, etag }: { readonly size: number; readonly etag: string },
): ByteRange | null {
  const asked = ONE_RANGE.exec(header('range')?.replaceAll(/[ \t]/g, '') ?? '')
  const only = header('if-range')
  if (asked === null || (only !== null && only !== etag)) return null
  const [, first, last, suffix] = asked
  const from = first === undefined ? Math.max(0, size - Number(suffix)) : Number(first)
  const to = last === undefined || last === '' ? size : Math.min(size, Number(last) + 1)
  // A last byte before the first is no range at all.
  if (last !== undefined && last !== '' && Number(last) < from) return null
  if (from >= size || to <= from)
    throw new AppError('range_not_satisfiable', `The file has ${size} bytes.`, { bytes: size })
  return { from, to }
}
