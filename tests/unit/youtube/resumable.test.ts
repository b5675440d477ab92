import { describe, expect, it } from 'vitest'
import {
  nextStep,
  type Step,
  sendFrom,
  startPoint,
  type UploadPoint,
} from '../../../main/core/tools/youtube/resumable.ts'
import { type Heard, MAX_FAILURES, openingStep } from '../../../main/core/tools/youtube/upload-answers.ts'

const UNIT = 256 * 1024
const TOTAL = 4 * UNIT + 17

const heard = (status: number, more: Partial<Extract<Heard, { kind: 'answer' }>> = {}): Heard => ({
  ...{ kind: 'answer', status, range: null, retry_after_ms: null, reason: null, message: '', video_id: null },
  ...more,
})
const has = (bytes: number): Heard => heard(308, bytes === 0 ? {} : { range: `bytes=0-${bytes - 1}` })
const LOST: Heard = { kind: 'lost' }

const pointOf = (step: Step): UploadPoint => {
  if (!('point' in step)) throw new Error(`no way on: ${JSON.stringify(step)}`)
  return step.point
}
/** After everything up to `to` was sent. */
const sent = (to: number): UploadPoint => ({ ...startPoint(TOTAL), sent_to: to })

describe('the next step of an upload', () => {
  it('sends chunks that are multiples of 256 KiB, the last one what is left', () => {
    expect(sendFrom(startPoint(TOTAL), 2 * UNIT + 5)).toMatchObject({ do: 'send', from: 0, to: 2 * UNIT })
    expect(sendFrom({ ...startPoint(TOTAL), confirmed: 4 * UNIT }, UNIT)).toMatchObject({ from: 4 * UNIT, to: TOTAL })
    expect(sendFrom(startPoint(TOTAL), 1)).toMatchObject({ from: 0, to: UNIT })
  })

  it('goes on where the server stands, at whatever byte that is', () => {
    expect(nextStep(sent(UNIT), has(12_345), UNIT)).toMatchObject({ do: 'send', from: 12_345, to: 12_345 + UNIT })
    expect(nextStep(sent(UNIT), has(0), UNIT)).toMatchObject({ do: 'send', from: 0 })
  })

  it('goes back when the server has lost bytes, and does not take that for progress', () => {
    const far = { ...sent(2 * UNIT), confirmed: UNIT, best: UNIT, failures: 3 }
    const step = nextStep(far, has(100), UNIT)
    expect(step).toMatchObject({ do: 'send', from: 100 })
    expect(pointOf(step)).toMatchObject({ confirmed: 100, best: UNIT, failures: 4 })
  })

  it('stops when the server has more than was ever sent, or says what cannot be read', () => {
    for (const answer of [has(UNIT + 1), heard(308, { range: 'bytes=5-9' }), heard(308, { range: 'nonsense' })])
      expect(nextStep(sent(UNIT), answer, UNIT)).toMatchObject({ do: 'stop', why: 'protocol' })
  })

  it('asks after a pause that grows when nothing comes back, and as long as the server asks for', () => {
    const first = nextStep(sent(UNIT), LOST, UNIT)
    expect(first).toMatchObject({ do: 'ask', after_ms: 500 })
    expect(nextStep(pointOf(first), heard(503), UNIT)).toMatchObject({ do: 'ask', after_ms: 1000 })
    expect(nextStep(sent(UNIT), heard(429, { retry_after_ms: 7000 }), UNIT)).toMatchObject({ after_ms: 7000 })
    expect(nextStep(sent(UNIT), heard(403, { reason: 'userRateLimitExceeded' }), UNIT)).toMatchObject({ do: 'ask' })
    expect(nextStep({ ...sent(UNIT), failures: 25 }, heard(500), UNIT)).toMatchObject({ after_ms: 64_000 })
  })

  it('begins to count failures anew only when bytes came further than ever before', () => {
    const tired = { ...sent(UNIT), failures: 9 }
    expect(pointOf(nextStep(tired, has(1), UNIT)).failures).toBe(0)
    expect(pointOf(nextStep(tired, has(0), UNIT)).failures).toBe(10)
  })

  it('ends at last when it comes no further, whatever the server answers', () => {
    let point = sent(UNIT)
    const ends = (answer: Heard): Step => {
      for (let count = 0; count <= MAX_FAILURES; count += 1) {
        const step = nextStep(point, answer, UNIT)
        if (!('point' in step)) return step
        point = step.point
      }
      throw new Error('it never ends')
    }
    for (const answer of [LOST, heard(503), has(0)]) {
      point = sent(UNIT)
      expect(ends(answer)).toMatchObject({ do: 'stop', why: 'unreachable' })
    }
  })

  it('makes the access token anew once, and stops when the new one is not taken either', () => {
    const first = nextStep(sent(UNIT), heard(401), UNIT)
    expect(first.do).toBe('refresh')
    expect(nextStep(pointOf(first), heard(401), UNIT)).toMatchObject({ do: 'stop', why: 'account' })
    const later = nextStep(pointOf(first), has(5), UNIT)
    expect(nextStep(pointOf(later), heard(401), UNIT).do).toBe('refresh')
  })

  it('tells a quota that is used up from words that are wrong', () => {
    for (const reason of ['quotaExceeded', 'uploadLimitExceeded'])
      expect(nextStep(sent(UNIT), heard(403, { reason }), UNIT)).toMatchObject({ do: 'stop', why: 'quota' })
    expect(nextStep(sent(UNIT), heard(400, { reason: 'invalidTitle', message: 'no' }), UNIT)).toMatchObject({
      ...{ do: 'stop', why: 'refused', detail: 'YouTube answered 400 invalidTitle: no' },
    })
  })

  it('begins anew in a new session only while no video can have come of the old one', () => {
    expect(nextStep(sent(TOTAL - 1), heard(404), UNIT)).toEqual({ do: 'anew' })
    expect(nextStep(sent(TOTAL - 1), heard(410), UNIT)).toEqual({ do: 'anew' })
    expect(nextStep(sent(TOTAL), heard(404), UNIT)).toMatchObject({ do: 'look', point: { refuted: false } })
  })

  it('remembers that the server denied to have everything, until the last byte is sent again', () => {
    const refuted = pointOf(nextStep(sent(TOTAL), has(UNIT), UNIT))
    expect(refuted.refuted).toBe(true)
    expect(pointOf(sendFrom(refuted, UNIT)).refuted).toBe(true)
    expect(pointOf(sendFrom({ ...refuted, confirmed: 4 * UNIT }, UNIT)).refuted).toBe(false)
  })

  it('asks again when every byte is there and no video is named, and looks for it in the end', () => {
    expect(nextStep(sent(TOTAL), has(TOTAL), UNIT).do).toBe('ask')
    expect(nextStep({ ...sent(TOTAL), best: TOTAL, failures: MAX_FAILURES }, has(TOTAL), UNIT).do).toBe('look')
    expect(nextStep({ ...sent(TOTAL), failures: MAX_FAILURES }, LOST, UNIT).do).toBe('look')
    expect(nextStep(sent(TOTAL), heard(200), UNIT).do).toBe('look')
  })

  it('believes in a video only after the last byte', () => {
    const there = heard(201, { video_id: 'abcdefghijk' })
    expect(nextStep(sent(TOTAL), there, UNIT)).toEqual({ do: 'done', video_id: 'abcdefghijk' })
    expect(nextStep(sent(UNIT), there, UNIT)).toMatchObject({ do: 'stop', why: 'unknown' })
  })
})

describe('opening a session', () => {
  it('is tried again after a pause, for nothing can become of it twice, and ends at last', () => {
    expect(openingStep(LOST, 1, false)).toEqual({ do: 'again', after_ms: 500 })
    expect(openingStep(heard(503), MAX_FAILURES + 1, false)).toMatchObject({ do: 'stop', why: 'unreachable' })
    expect(openingStep(heard(200), 1, false)).toEqual({ do: 'opened' })
    expect(openingStep(heard(401), 1, false)).toEqual({ do: 'refresh' })
    expect(openingStep(heard(401), 1, true)).toMatchObject({ do: 'stop', why: 'account' })
    expect(openingStep(heard(400, { reason: 'invalidMetadata' }), 1, false)).toMatchObject({ why: 'refused' })
  })
})
