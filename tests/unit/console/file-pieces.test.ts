import { expect, test } from 'vitest'
import type { DesktopReply } from '../../../contract/desktop-door.ts'
import { readByPieces } from '../../../renderer/client/file-pieces.ts'

const SIZE = 10
const file = Uint8Array.from({ length: SIZE }, (_, n) => n)
const live = new AbortController().signal

/** Hands over at most `most` bytes at a time, and `from` as it says it. */
function bridge(most: number, told: (from: number) => number = (from) => from) {
  const asked: string[] = []
  const read = (headers: Record<string, string>): Promise<DesktopReply> => {
    asked.push(headers['range'] ?? 'all')
    const from = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? -1)
    if (from < 0 && SIZE > most) return Promise.resolve({ status: 413, headers: {}, body: '{"error_code":"x"}' })
    const bytes = file.slice(Math.max(0, from), Math.max(0, from) + most)
    const place = told(from)
    const range = from < 0 ? {} : { 'content-range': `bytes ${place}-${place + bytes.length - 1}/${SIZE}` }
    const body = btoa(String.fromCharCode(...bytes))
    const headersOut = { 'content-transfer-encoding': 'base64', ...range }
    return Promise.resolve({ status: from < 0 ? 200 : 206, headers: headersOut, body })
  }
  return { asked, read }
}

test('a small file is read at once', async () => {
  const { asked, read } = bridge(10)
  expect(await readByPieces(read, live)).toEqual({ status: 200, bytes: file })
  expect(asked).toEqual(['all'])
})

test('a file that is too large for one answer is read piece by piece, without a hole', async () => {
  const { asked, read } = bridge(4)
  expect(await readByPieces(read, live)).toEqual({ status: 200, bytes: file })
  expect(asked).toEqual(['all', 'bytes=0-', 'bytes=4-', 'bytes=8-'])
})

test('a problem is handed on', async () => {
  const problem = { status: 404, headers: {}, body: '{}' }
  expect(await readByPieces(() => Promise.resolve(problem), live)).toMatchObject({ status: 404 })
})

test('pieces that do not fit together are no file', async () => {
  await expect(readByPieces(bridge(4, (from) => from + 1).read, live)).rejects.toThrow('do not fit together')
})

test('reading ends when nobody wants it any more', async () => {
  await expect(readByPieces(bridge(4).read, AbortSignal.abort())).rejects.toThrow()
})
