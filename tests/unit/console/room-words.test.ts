import { expect, it } from 'vitest'
import { EvidenceRoomInfo } from '../../../contract/evidence.ts'
import { roomLines } from '../../../renderer/features/evidence/room-words.ts'

const AT = '2026-01-31T09:30:00.000Z'
const room = (given: object): EvidenceRoomInfo =>
  EvidenceRoomInfo.parse({
    ...{ used_bytes: 2e9, counted_at: AT, free_bytes: 50e9, free_at: AT, budget_bytes: 10e9, keep_free_bytes: 1e9 },
    ...given,
  })

it('the room of the evidence is told as used, budget and free, each with when it was known', () => {
  expect(roomLines(room({}))).toEqual([
    { name: 'Evidence uses', words: '2.0 GB, of 10.0 GB (20 %)', at: AT, isTight: false },
    { name: 'Free on its disk', words: '50.0 GB, 1.0 GB of it kept free', at: AT, isTight: false },
  ])
})

it.each([
  ['what was not counted yet is not shown as nothing', { used_bytes: null }, 0, 'not counted yet, of 10.0 GB', null],
  ['without a budget there is no limit', { budget_bytes: null }, 0, '2.0 GB, no limit', AT],
  ['a budget of nothing has no parts', { budget_bytes: 0 }, 0, '2.0 GB, of 0 bytes', AT],
  [
    'what the disk did not tell is not shown as full',
    { free_bytes: null },
    1,
    'not known, 1.0 GB of it kept free',
    null,
  ],
])('%s', (_what, given, line, words, at) => {
  expect(roomLines(room(given))[line]).toMatchObject({ words, at })
})

it('what is near its limit is marked', () => {
  const tight = (given: object) => roomLines(room(given)).map(({ isTight }) => isTight)
  expect(tight({ used_bytes: 8e9 })).toEqual([true, false])
  expect(tight({ used_bytes: 7.9e9, free_bytes: 1e9 })).toEqual([false, true])
  expect(tight({ used_bytes: 8e9, budget_bytes: null })).toEqual([false, false])
})
