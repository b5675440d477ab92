import { AppError } from '../kernel/app-error.ts'
import type { PagePlace } from './audit-pages.ts'

/** The one cursor that anyone may make: the last lines that are asked for. */
const NEWEST = 'newest'

/** Opaque to clients: base64url of the direction and the line from which the page goes on. */
export function encodePageCursor(direction: 'before' | 'after', seq: number): string {
  return Buffer.from(`${direction}:${seq}`).toString('base64url')
}

/** Throws AppError `cursor_invalid`. Decoding base64 is lenient; only what is spelled as it was given out is taken. */
export function decodePageCursor(cursor: string): PagePlace {
  if (cursor === NEWEST) return { forwards: false, from: null }
  const match = /^(before|after):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())
  const direction = match?.[1] === 'after' ? 'after' : 'before'
  const from = Number(match?.[2])
  if (match === null || encodePageCursor(direction, from) !== cursor)
    throw new AppError('cursor_invalid', `"${cursor}" is not a cursor of the audit log`)
  return { forwards: direction === 'after', from }
}
