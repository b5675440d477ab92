import { describe, expect, test } from 'vitest'
import { type AnchorState, TamperKind } from '../../../contract/audit-chain.ts'
import {
  anchoredWords,
  anchorWords,
  checkWords,
  faceOf,
  placeWords,
  sinceWords,
  tamperWords,
} from '../../../renderer/features/audit/chain-words.ts'
import { stagedChain } from '../../e2e/support/staged-facts.ts'

const AT = '2026-01-31T09:30:00.000Z'
const NOW = Date.parse('2026-01-31T09:34:00.000Z')
const anchor = (given: Partial<AnchorState>): AnchorState => ({
  ...{ kind: 'folder', place: '/media/usb', state: 'ok', tried_at: AT, anchored_at: AT, seq: 90, failure: null },
  ...given,
})

describe('the words of the chain', () => {
  test('say when it was checked, how much of it, and what came since', () => {
    const chain = stagedChain({ last_verified_at: AT, lines: 95, seconds: 0.42, verified_seq: 95 })
    expect(checkWords(chain, NOW)).toBe('95 lines checked 4 min ago, in 0.4 s')
    expect(sinceWords(chain)).toBe('5 lines since then')
    expect(sinceWords({ ...chain, verified_seq: 100 })).toBe(null)
    expect(checkWords({ ...chain, last_verified_at: null }, NOW)).toBe('Not checked since the service started')
  })

  test('keep the alarm while the chain is checked again, and give no calm where no check has ended', () => {
    const tampering = { kind: 'forked', file: 'events.jsonl', line: 1200, seq: 1200, detail: 'Two lines.' } as const
    expect(faceOf(stagedChain({ state: 'verifying', last_state: 'broken', tampering }))).toBe('broken')
    expect(faceOf(stagedChain({ state: 'verifying', last_state: 'unverified' }))).toBe('unverified')
    expect(faceOf(stagedChain({ state: 'unverified', last_state: 'unverified' }))).toBe('unverified')
    expect(faceOf(stagedChain({}))).toBe('whole')
    expect(placeWords(tampering)).toBe('events.jsonl, line 1,200 (seq 1,200)')
  })

  test('name every kind of tampering differently', () => {
    const words = TamperKind.options.map(tamperWords)
    expect(new Set(words).size).toBe(words.length)
    for (const sentence of words) expect(sentence).toMatch(/^[A-Z].+[a-z]$/)
  })

  test('say which range is anchored, and that an anchor failed', () => {
    expect(anchoredWords([])).toBe('not anchored elsewhere')
    expect(anchoredWords([anchor({ seq: 42 }), anchor({})])).toBe('lines 1 to 90 anchored elsewhere')
    const failed = anchor({ state: 'failed', seq: 42, failure: 'The folder is gone.' })
    expect(anchoredWords([failed])).toBe('lines 1 to 42 anchored elsewhere, 1 anchor failed')
    expect(anchorWords(failed)).toMatch(/^Lines 1 to 42, deposited .+ failed: The folder is gone\.$/)
    expect(anchoredWords([anchor({ state: 'off', seq: null, anchored_at: null })])).toBe('nothing anchored yet')
  })
})
