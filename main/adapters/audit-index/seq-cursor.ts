import { AppError } from '../../core/kernel/app-error.ts'

/** Opaque to clients: base64url of the seq below which the next page begins. A row's seq never changes, so no row is passed over. */
function encodeSeqCursor(seq: number): string {
  return Buffer.from(`before:${seq}`).toString('base64url')
}

/** Throws AppError `cursor_invalid`. */
export function decodeSeqCursor(cursor: string): number {
  const seq = Number(/^before:(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1])
  // Decoding is lenient; only what is spelled as it was given out is taken.
  if (Number.isSafeInteger(seq) && encodeSeqCursor(seq) === cursor) return seq
  throw new AppError('cursor_invalid', `"${cursor}" is not a cursor`)
}

/** A page out of one row more than its limit. */
export function pageOf<R extends { readonly seq: number }>(
  rows: readonly R[],
  limit: number,
): { readonly rows: readonly R[]; readonly next_cursor: string | null } {
  const given = rows.slice(0, limit)
  const last = given.at(-1)
  return { rows: given, next_cursor: rows.length > limit && last !== undefined ? encodeSeqCursor(last.seq) : null }
}
