import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../contract/problem.ts'
import { createGivenUpUpdates } from '../../../main/adapters/telegram/given-up-updates.ts'

/** Whether the update is given up, try after try. */
function tries(code: ErrorCode | null, claimed: boolean, count: number): boolean[] {
  const givenUp = createGivenUpUpdates()
  return Array.from({ length: count }, () => givenUp.failed(1, code, claimed))
}
const FOURTH = [false, false, false, true]

describe('an update that could not be carried out', () => {
  it.each<ErrorCode>([
    'validation_failed',
    'payload_not_json',
    'payload_too_deep',
    'payload_too_large',
    'unsupported_media_type',
    'delivery_changed',
  ])('is left out at once when its own bytes are the reason: %s', (code) => {
    expect(tries(code, false, 1)).toEqual([true])
  })
  it.each<ErrorCode>(['storage_failed', 'audit_unavailable', 'write_conflict', 'internal'])(
    'and is kept lets the others pass after four tries: %s',
    (code) => {
      expect(tries(code, true, 4)).toEqual(FOURTH)
    },
  )
  it.each<ErrorCode>(['write_conflict', 'task_file_invalid', 'delivery_not_replayable', 'internal'])(
    'lets the others pass after four tries when the reason says that it is kept, or does not mend itself: %s',
    (code) => {
      expect(tries(code, false, 4)).toEqual(FOURTH)
    },
  )
  it.each<ErrorCode | null>([
    'storage_failed',
    'audit_unavailable',
    'shutting_down',
    'source_off',
    'ingress_rate_limited',
    'webhook_token_invalid',
    'webhook_token_missing',
    'host_not_allowed',
    'not_found',
    null,
  ])('is never left out while nobody has it: %s', (code) => {
    expect(tries(code, false, 50)).not.toContain(true)
  })
  it('is not given up for what befell another, nor for an outage before it was kept', () => {
    const givenUp = createGivenUpUpdates()
    for (let i = 0; i < 3; i += 1) expect(givenUp.failed(1, 'write_conflict', true)).toBe(false)
    for (let i = 0; i < 9; i += 1) expect(givenUp.failed(2, 'audit_unavailable', false)).toBe(false)
    expect([1, 2, 3, 4].map(() => givenUp.failed(2, 'storage_failed', true))).toEqual(FOURTH)
  })
})
