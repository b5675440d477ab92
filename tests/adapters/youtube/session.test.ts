import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failure, uploadAtStandIn } from '../../support/youtube-stand-in/upload-at-stand-in.ts'
import { UNIT } from '../../support/youtube-stand-in/upload-world.ts'

describe('an upload that cannot go on', () => {
  it('stops when the quota is used up, and when YouTube does not take the words', async () => {
    for (const [status, reason, code] of [
      [403, 'quotaExceeded', 'youtube_quota_exceeded'],
      [400, 'uploadLimitExceeded', 'youtube_quota_exceeded'],
      [400, 'invalidTitle', 'youtube_refused'],
    ] as const) {
      const { standIn, upload } = await uploadAtStandIn(UNIT)
      standIn.faults.add('open', { kind: 'status', status, keep: 0, reason })
      expect(await failure(upload())).toBe(code)
      expect(standIn.videos.all).toEqual([])
    }
  })

  it('stops when the server says that it has more than was sent', async () => {
    const { standIn, upload } = await uploadAtStandIn(3 * UNIT)
    standIn.faults.add('chunk', { kind: 'lies', range: `bytes=0-${2 * UNIT}` })
    expect(await failure(upload())).toBe('youtube_protocol_error')
  })

  it('stops when the network stays away, and goes on at the same byte when it is asked to later', async () => {
    const { standIn, upload, job } = await uploadAtStandIn(3 * UNIT)
    standIn.faults.add('chunk', { kind: 'short', keep: 12_345 })
    standIn.faults.add('chunk', { kind: 'cut', keep: 0 })
    standIn.faults.add('ask', ...Array.from({ length: 40 }, () => ({ kind: 'cut', keep: 0 }) as const))
    expect(await failure(upload())).toBe('youtube_unreachable')
    while (standIn.faults.take('ask') !== null) expect(standIn.videos.all).toEqual([])
    expect(await upload()).toMatchObject({ resumed_times: 1 })
    expect(standIn.sessions.opened()).toBe(1)
    expect(standIn.videos.all[0]?.sha256).toBe(job.sha256)
  })

  it('makes a video of nothing but the file that was countersigned, whenever another one is put in its place', async () => {
    const { standIn, upload, job } = await uploadAtStandIn(4 * UNIT)
    const other = randomBytes(4 * UNIT)
    const swap = async (): Promise<void> => writeFile(job.file, other)
    let swapped: Promise<void> | null = null
    standIn.sessions.onStep = (step) => {
      if (step === `chunk ${UNIT}: begins`) swapped ??= swap()
    }
    standIn.faults.add('chunk', { kind: 'short', keep: UNIT }, { kind: 'status', status: 503, keep: 5 })
    expect(await failure(upload())).toBe('artifact_altered')
    await swapped
    expect(standIn.videos.all).toEqual([])
    expect(await failure(upload())).toBe('artifact_altered')
  })
})

describe('what is kept beside an upload', () => {
  it('is there before the first byte, for its owner alone, and goes on in another process', async () => {
    const { standIn, upload, uploader, job } = await uploadAtStandIn(3 * UNIT)
    const stop = new AbortController()
    standIn.sessions.onStep = (step) => {
      if (step === `chunk ${UNIT}: stored`) stop.abort(new Error('killed'))
    }
    await expect(upload(stop.signal)).rejects.toThrow('killed')
    const file = join(job.folder, 'upload-session.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ sha256: job.sha256, video_id: null })
    expect(JSON.stringify(await uploader.note(job.folder))).not.toContain('upload_id')
    standIn.sessions.onStep = () => undefined
    expect(await upload()).toMatchObject({ resumed_times: 1, started_anew: 0 })
    expect(standIn.videos.all.map(({ sha256 }) => sha256)).toEqual([job.sha256])
    // Once it is done nothing is asked or sent any more.
    await standIn.close()
    expect(await upload()).toMatchObject({ video_id: standIn.videos.all[0]?.id })
  })

  it('leads the access token nowhere else, whatever somebody writes into it', async () => {
    const { upload, uploader, job } = await uploadAtStandIn(2 * UNIT)
    const heard: unknown[] = []
    const thief = createServer((request, response) => {
      heard.push(request.headers.authorization)
      response.end('{"id":"dQw4w9WgXcQ"}')
    }).listen(0, '127.0.0.1')
    await once(thief, 'listening')
    onTestFinished(() => void thief.close())
    const point = { total: 2 * UNIT, sent_to: UNIT, confirmed: UNIT, best: UNIT, failures: 0 }
    const forged = {
      ...{
        sha256: job.sha256,
        title: job.about.title,
        opened_ms: 0,
        resumed_times: 0,
        started_anew: 0,
        video_id: null,
      },
      session_url: `http://127.0.0.1:${(thief.address() as AddressInfo).port}/upload`,
      point: { ...point, refreshed: false, refuted: false },
    }
    await writeFile(join(job.folder, 'upload-session.json'), JSON.stringify(forged))
    expect(await failure(upload())).toBe('youtube_protocol_error')
    expect(await uploader.giveUp(job.folder)).toBeNull()
    expect(heard).toEqual([])
  })

  it('tells at the end whether a video came of it, and ends the session when none did', async () => {
    const { standIn, upload, uploader, job } = await uploadAtStandIn(2 * UNIT)
    expect(await uploader.giveUp(job.folder)).toEqual({ video_id: null })
    const stop = new AbortController()
    standIn.sessions.onStep = (step) => {
      if (step === 'chunk 0: stored') stop.abort(new Error('cancelled'))
    }
    await expect(upload(stop.signal)).rejects.toThrow('cancelled')
    expect(await uploader.giveUp(job.folder)).toEqual({ video_id: null })
    expect(standIn.sessions.ended()).toBe(1)

    const late = await uploadAtStandIn(UNIT)
    const stopLate = new AbortController()
    late.standIn.sessions.onStep = (step) => {
      if (step === 'chunk 0: stored') stopLate.abort(new Error('cancelled'))
    }
    await expect(late.upload(stopLate.signal)).rejects.toThrow('cancelled')
    expect(await late.uploader.giveUp(late.job.folder)).toEqual({ video_id: late.standIn.videos.all[0]?.id })
    await late.standIn.close()
    expect(await late.uploader.giveUp(late.job.folder)).toBeNull()
  })
})
