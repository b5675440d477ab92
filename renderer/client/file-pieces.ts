import type { DesktopReply } from '../../contract/desktop-door.ts'
import type { DoorFile } from './door.ts'

/**
 * A file over the bridge, which hands over some megabytes at a time: every piece begins where the one before ended (RFC 9110, 14). Rejects
 * when the signal falls, and when a piece is not the next one.
 */
export async function readByPieces(
  read: (headers: Record<string, string>) => Promise<DesktopReply>,
  signal: AbortSignal,
): Promise<DoorFile> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let have = 0
  for (;;) {
    signal.throwIfAborted()
    // The first piece of an empty file cannot be asked for by its range.
    const reply = await read(have === 0 ? {} : { range: `bytes=${have}-` })
    const isTooLarge = have === 0 && reply.status === 413
    const { status, headers, body } = isTooLarge ? await read({ range: 'bytes=0-' }) : reply
    const bytes = bytesOf(headers, body)
    if (status !== 206) return { status, bytes }
    const [, from, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
    if (Number(from) !== have || bytes.length === 0) throw new Error('the pieces of the file do not fit together')
    pieces.push(bytes)
    have += bytes.length
    if (have >= Number(size)) return { status: 200, bytes: joined(pieces, have) }
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** What is not text crosses the bridge in base64 and says so in `content-transfer-encoding` (RFC 2045, 6). */
function bytesOf(headers: DesktopReply['headers'], body: string): Uint8Array<ArrayBuffer> {
  if (headers['content-transfer-encoding'] !== 'base64') return new TextEncoder().encode(body)
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
}
