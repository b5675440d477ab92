import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { evidenceApp } from '../support/evidence-app.ts'
import { overwrite } from '../support/overwrite.ts'
import { AT } from '../unit/evidence/evidence-draft.ts'

const VIDEO = '/api/evidence/a1b2c3d4e5f6/telegram-42/video.mp4'
const MIB = 1024 * 1024

/** Bytes that differ everywhere. */
const BYTES = Buffer.alloc(20 * MIB)
for (let at = 0; at < BYTES.length; at += 4) BYTES.writeUInt32BE(at, at)

/** An app with one large file of evidence. */
async function videoApp() {
  const facts = { media_type: 'video/mp4', captured_at: AT, source: 'test', link: null }
  return evidenceApp({ artifacts: [{ path: 'video.mp4', bytes: BYTES, ...facts }] })
}

const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())

describe('a large file of evidence', () => {
  it('comes over a socket whole, byte for byte, with its length', async () => {
    const { serve } = await videoApp()
    const answer = await fetch((await serve()) + VIDEO)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect([answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).toEqual([
      String(BYTES.length),
      'bytes',
    ])
    expect(sha256(await bytesOf(answer))).toBe(sha256(BYTES))
  })

  it('is not read before it is asked for, and is cut off when it changes on the way', async () => {
    const { place, get, logger } = await videoApp()
    const answer = await get(VIDEO, { range: 'bytes=0-' })
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.length).toBeLessThan(MIB)
    const file = join(place, 'video.mp4')
    const altered = Buffer.from(BYTES)
    altered[BYTES.length - 1] = 0xff
    await overwrite(file, altered)
    // The times as they were before: it shows all the same.
    await utimes(file, new Date(AT), new Date(AT))
    await expect(reader?.read()).rejects.toMatchObject({ code: 'evidence_altered' })
    expect(logger.lines.map(({ message }) => message)).toContain('a file of evidence changed while it was given out')
    expect(Problem.parse(await (await get(VIDEO, { range: 'bytes=0-9' })).json()).error_code).toBe('evidence_altered')
  })

  it('is left alone when the client goes away in the middle, and comes whole to the next one', async () => {
    const { serve } = await videoApp()
    const url = (await serve()) + VIDEO
    const away = new AbortController()
    const answer = await fetch(url, { signal: away.signal })
    await answer.body?.getReader().read()
    away.abort()
    expect((await bytesOf(await fetch(url))).length).toBe(BYTES.length)
  })
})

describe('a part of a file of evidence', () => {
  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=1000000-3000000', 1_000_000, 3_000_001],
    ['bytes=-5', BYTES.length - 5, BYTES.length],
  ])('%s comes as exactly these bytes', async (range, from, to) => {
    const { serve } = await videoApp()
    const answer = await fetch((await serve()) + VIDEO, { headers: { range } })
    expect([answer.status, answer.headers.get('content-range'), answer.headers.get('etag')]).toEqual([
      206,
      `bytes ${from}-${to - 1}/${BYTES.length}`,
      `"${sha256(BYTES)}"`,
    ])
    expect((await bytesOf(answer)).equals(BYTES.subarray(from, to))).toBe(true)
  })

  it('that is not there is range_not_satisfiable, with how long the file is', async () => {
    const { get } = await videoApp()
    const answer = await get(VIDEO, { range: `bytes=${BYTES.length}-` })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, `bytes */${BYTES.length}`])
    expect(Problem.parse(await answer.json())).toMatchObject({
      error_code: 'range_not_satisfiable',
      bytes: BYTES.length,
    })
  })

  it('of bytes that the client does not hold a part of is the whole file', async () => {
    const { serve } = await videoApp()
    const url = (await serve()) + VIDEO
    const other = await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': '"other"' } })
    expect([other.status, (await bytesOf(other)).length]).toEqual([200, BYTES.length])
    const same = await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': `"${sha256(BYTES)}"` } })
    expect([same.status, (await bytesOf(same)).length]).toEqual([206, 10])
  })

  it('of a file that is in hand is 304', async () => {
    const { get } = await videoApp()
    const headers = { range: 'bytes=0-9', 'if-none-match': `"${sha256(BYTES)}"` }
    expect((await get(VIDEO, headers)).status).toBe(304)
  })
})

describe('at a door whose answers are values', () => {
  it('a large file is evidence_too_large as a whole, and comes in parts of at most 8 MiB', async () => {
    const { get } = await videoApp()
    const whole = await get(VIDEO)
    expect([whole.status, Problem.parse(await whole.json()).error_code]).toEqual([413, 'evidence_too_large'])
    const parts: Buffer[] = []
    for (let at = 0; at < BYTES.length; ) {
      const answer = await get(VIDEO, { range: `bytes=${at}-` })
      const part = await bytesOf(answer)
      expect([answer.status, answer.headers.get('content-length')]).toEqual([206, String(part.length)])
      expect(part.length).toBeLessThanOrEqual(8 * MIB)
      parts.push(part)
      at += part.length
    }
    expect([parts.length, sha256(Buffer.concat(parts))]).toEqual([3, sha256(BYTES)])
  })
})
