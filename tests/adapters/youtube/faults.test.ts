import { describe, expect, it } from 'vitest'
import type { Fault } from '../../support/youtube-stand-in/stand-in-faults.ts'
import { failure, uploadAtStandIn } from '../../support/youtube-stand-in/upload-at-stand-in.ts'
import { UNIT } from '../../support/youtube-stand-in/upload-world.ts'

/** Numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function anyFault(next: (below: number) => number): Fault {
  const keep = next(UNIT)
  const kinds: Fault[] = [
    { kind: 'short', keep },
    { kind: 'cut', keep },
    { kind: 'cut', keep: 0 },
    { kind: 'status', status: 500 + next(5), keep },
    { kind: 'status', status: 503, keep: UNIT },
    { kind: 'status', status: 429, keep: 0, retryAfter: '3' },
    { kind: 'status', status: 408, keep },
    { kind: 'lost answer' },
    { kind: 'loses', bytes: next(UNIT * 2) },
    { kind: 'status', status: 401, keep, reason: 'authError' },
    { kind: 'status', status: 403, keep, reason: 'rateLimitExceeded' },
  ]
  return kinds[next(kinds.length)] as Fault
}

describe('an upload through a bad network', () => {
  it.each([1, 2, 3, 4])(
    'comes to exactly one video with the very same bytes after 30 faults (order %i)',
    async (seed) => {
      const { standIn, upload, job } = await uploadAtStandIn(9 * UNIT + 4711)
      const next = numbers(seed)
      standIn.faults.add('token', { kind: 'status', status: 503, keep: 0 }, { kind: 'cut', keep: 0 })
      for (let count = 0; count < 30; count += 1) {
        const fault = anyFault(next)
        standIn.faults.add(fault.kind === 'status' && next(5) === 0 ? 'ask' : 'chunk', fault)
      }
      standIn.faults.add(
        'open',
        { kind: 'status', status: 502, keep: 0 },
        { kind: 'lost answer' },
        { kind: 'cut', keep: 0 },
      )
      const note = await upload()
      // What was planned for a request that never came is no fault that was overcome.
      expect(standIn.faults.happened()).toBeGreaterThanOrEqual(20)
      expect(standIn.videos.all.map(({ sha256, size }) => [sha256, size])).toEqual([[job.sha256, 9 * UNIT + 4711]])
      expect(note).toMatchObject({ video_id: standIn.videos.all[0]?.id, confirmed: 9 * UNIT + 4711 })
      expect(note.resumed_times).toBeGreaterThan(0)
      expect(standIn.sessions.violations).toEqual([])
    },
  )

  it('is told apart by its answer when the last one is lost, and nothing is sent twice', async () => {
    const { standIn, upload } = await uploadAtStandIn(UNIT + 5)
    standIn.faults.add('chunk', { kind: 'short', keep: 1000 }, { kind: 'lost answer' }, { kind: 'lost answer' })
    const note = await upload()
    expect(standIn.videos.all.map(({ id }) => id)).toEqual([note.video_id])
    expect(standIn.sessions.opened()).toBe(1)
  })

  it('waits out that no access token is to be had in the middle of it', async () => {
    const { standIn, upload } = await uploadAtStandIn(3 * UNIT)
    standIn.sessions.onStep = (step) => {
      if (step !== `chunk ${UNIT}: begins`) return
      standIn.sessions.onStep = () => undefined
      standIn.oauth.expireAccess()
      standIn.faults.add('chunk', { kind: 'cut', keep: 5 })
      standIn.faults.add('token', { kind: 'cut', keep: 0 }, { kind: 'status', status: 500, keep: 0 })
    }
    expect(await upload()).toMatchObject({ confirmed: 3 * UNIT })
    expect([standIn.faults.left(), standIn.videos.all.length]).toEqual([0, 1])
  })

  it('waits as long as the server asks for', async () => {
    const { standIn, upload, waited } = await uploadAtStandIn(UNIT)
    standIn.faults.add('chunk', { kind: 'status', status: 429, keep: 0, retryAfter: '9' })
    await upload()
    expect(waited).toContain(9000)
  })

  it('begins anew when the session has expired before the end', async () => {
    const { standIn, upload, job } = await uploadAtStandIn(3 * UNIT)
    standIn.faults.add('chunk', { kind: 'short', keep: 77 }, { kind: 'expired', status: 410 })
    const note = await upload()
    expect(note).toMatchObject({ started_anew: 1 })
    expect([standIn.sessions.opened(), standIn.videos.all.length]).toEqual([2, 1])
    expect(standIn.videos.all[0]?.sha256).toBe(job.sha256)
  })

  it('gives up when the session is forgotten again and again', async () => {
    const { standIn, upload } = await uploadAtStandIn(3 * UNIT)
    standIn.faults.add('chunk', ...Array.from({ length: 9 }, () => ({ kind: 'expired', status: 404 }) as const))
    expect(await failure(upload())).toBe('youtube_protocol_error')
    expect(standIn.videos.all).toEqual([])
  })

  it('finds its video in the list of uploads when the session is gone after the last byte', async () => {
    const { standIn, upload, waited } = await uploadAtStandIn(UNIT)
    standIn.videos.add({ snippet: { title: 'Something else' } }, 'x', 1)
    standIn.faults.add('chunk', { kind: 'lost answer' })
    standIn.faults.add('ask', { kind: 'expired', status: 404 })
    standIn.videos.lag = 2
    const note = await upload()
    expect(standIn.videos.all).toHaveLength(2)
    expect(note.video_id).toBe(standIn.videos.all[1]?.id)
    expect(waited).toEqual(expect.arrayContaining([2000, 5000]))
  })

  it('never sends again what may be there already: it says that it does not know', async () => {
    const { standIn, upload, bytes } = await uploadAtStandIn(UNIT)
    standIn.faults.add('chunk', { kind: 'lost answer' })
    standIn.faults.add('ask', { kind: 'expired', status: 404 })
    standIn.videos.lag = 100
    expect(await failure(upload())).toBe('youtube_outcome_unknown')
    expect([standIn.sessions.opened(), standIn.videos.all.length, bytes.length]).toEqual([1, 1, UNIT])
  })

  it('does not choose between two videos that may both be it', async () => {
    const { standIn, upload } = await uploadAtStandIn(UNIT)
    standIn.videos.add({ snippet: { title: 'Release 1.0' } }, 'x', 1)
    standIn.faults.add('chunk', { kind: 'lost answer' })
    standIn.faults.add('ask', { kind: 'expired', status: 404 })
    expect(await failure(upload())).toBe('youtube_outcome_unknown')
  })

  it('asks what other uploads have left when it looks for its video, not before it began', async () => {
    const { standIn, upload } = await uploadAtStandIn(UNIT)
    const of = { videos: new Set<string>(), isOneUnknown: false }
    const asked: number[] = []
    const others = async (openedMs: number) => {
      asked.push(openedMs)
      return of
    }
    standIn.sessions.onStep = (step) => {
      if (step !== 'ask: asked') return
      // Meanwhile another upload with the same title has come to its end.
      of.videos.add(standIn.videos.add({ snippet: { title: 'Release 1.0' } }, 'x', 1).id)
    }
    standIn.faults.add('chunk', { kind: 'lost answer' })
    standIn.faults.add('ask', { kind: 'expired', status: 404 })
    const note = await upload(undefined, { others })
    expect(note.video_id).toBe(standIn.videos.all[0]?.id)
    expect(standIn.videos.all).toHaveLength(2)
    expect(asked).toHaveLength(1)
    expect(Math.abs((asked[0] ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it('takes no video that another upload may have left, and none when nobody can say what others left', async () => {
    for (const others of [
      async () => ({ videos: new Set<string>(), isOneUnknown: true }),
      () => Promise.reject(new Error('the log cannot be read')),
    ]) {
      const { standIn, upload } = await uploadAtStandIn(UNIT)
      standIn.faults.add('chunk', { kind: 'lost answer' })
      standIn.faults.add('ask', { kind: 'expired', status: 404 })
      expect(await failure(upload(undefined, { others }))).toBe('youtube_outcome_unknown')
      expect(standIn.videos.all).toHaveLength(1)
    }
  })

  it('begins anew after the last byte when the server denied to have everything and no video is to be seen', async () => {
    const { standIn, upload, job } = await uploadAtStandIn(UNIT + 9)
    const faults: Fault[] = [
      { kind: 'short', keep: UNIT },
      { kind: 'loses', bytes: UNIT },
      { kind: 'expired', status: 404 },
    ]
    standIn.faults.add('chunk', ...faults)
    expect(await upload()).toMatchObject({ started_anew: 1 })
    expect(standIn.videos.all.map(({ sha256 }) => sha256)).toEqual([job.sha256])
  })

  it('does not begin anew when the last byte may have arrived before the session was gone', async () => {
    const { standIn, upload } = await uploadAtStandIn(UNIT + 9)
    const faults: Fault[] = [
      { kind: 'short', keep: UNIT },
      { kind: 'short', keep: 3 },
      { kind: 'expired', status: 404 },
    ]
    standIn.faults.add('chunk', ...faults)
    expect(await failure(upload())).toBe('youtube_outcome_unknown')
    expect([standIn.sessions.opened(), standIn.videos.all.length]).toEqual([1, 0])
  })
})
