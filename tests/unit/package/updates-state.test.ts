import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IDLE, nextUpdateState, type UpdateEvent, type UpdateState } from '../../../main/electron/updates-state.ts'

const OFFER = { version: '0.2.0', notes: '' }
const stateAfter = (...events: readonly UpdateEvent[]): UpdateState => events.reduce(nextUpdateState, IDLE)
const FOUND: UpdateEvent[] = [{ is: 'check' }, { is: 'found', offer: OFFER }]
const YES: UpdateEvent = { is: 'answer', yes: true }
const LATER: UpdateEvent = { is: 'answer', yes: false }

describe('an update', () => {
  it('goes from looking over two questions to installing', () => {
    expect(stateAfter(...FOUND)).toEqual({ at: 'found', offer: OFFER, asking: true })
    expect(stateAfter(...FOUND, YES)).toEqual({ at: 'fetching', offer: OFFER, percent: 0 })
    expect(stateAfter(...FOUND, YES, { is: 'progress', percent: 41.7 })).toMatchObject({ percent: 41 })
    expect(stateAfter(...FOUND, YES, { is: 'fetched' })).toEqual({ at: 'ready', offer: OFFER, asking: true })
    expect(stateAfter(...FOUND, YES, { is: 'fetched' }, YES)).toEqual({ at: 'installing', offer: OFFER })
  })

  it('waits after a "later" until it is asked about again', () => {
    expect(stateAfter(...FOUND, LATER, YES)).toEqual({ at: 'found', offer: OFFER, asking: false })
    expect(stateAfter(...FOUND, LATER, { is: 'ask' }, YES)).toMatchObject({ at: 'fetching' })
  })

  it('says at which step it failed, and can be looked for again', () => {
    const failed: UpdateEvent = { is: 'failed', code: 'checksum_mismatch' }
    expect(stateAfter({ is: 'check' }, failed)).toMatchObject({ at: 'failed', step: 'check', offer: null })
    expect(stateAfter(...FOUND, YES, failed)).toMatchObject({ step: 'fetch', offer: OFFER })
    expect(stateAfter(...FOUND, YES, failed, { is: 'check' })).toEqual({ at: 'checking' })
  })

  it('never goes back in what has been fetched, and never shows more than all of it', () => {
    const progress = (...percents: number[]) => percents.map((percent): UpdateEvent => ({ is: 'progress', percent }))
    expect(stateAfter(...FOUND, YES, ...progress(50, 20))).toMatchObject({ percent: 50 })
    expect(stateAfter(...FOUND, YES, ...progress(1e9))).toMatchObject({ percent: 100 })
    expect(stateAfter(...FOUND, YES, ...progress(Number.NaN))).toMatchObject({ percent: 0 })
  })

  it('is fetched and installed only right after a yes to a question about it, whatever happens in whatever order', () => {
    const event = fc.constantFrom<UpdateEvent>(
      ...FOUND,
      ...[YES, LATER, { is: 'ask' } as const, { is: 'nothing_newer' } as const, { is: 'fetched' } as const],
      ...[{ is: 'progress', percent: 10 } as const, { is: 'failed', code: 'unknown' } as const],
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state = IDLE
        for (const one of events) {
          const next = nextUpdateState(state, one)
          if (next.at === 'fetching' && state.at !== 'fetching')
            expect([state, one]).toEqual([{ at: 'found', offer: OFFER, asking: true }, YES])
          if (next.at === 'installing' && state.at !== 'installing')
            expect([state, one]).toEqual([{ at: 'ready', offer: OFFER, asking: true }, YES])
          state = next
        }
      }),
    )
  })
})
