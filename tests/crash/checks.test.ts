import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { brokenPromises } from '../support/crash-checks.ts'
import { emptyLedger, type Ledger, type SentDelivery } from '../support/crash-ledger.ts'

const fileOf = (version: number): Buffer => {
  const task = { task_id: 't', source: 'api', request_text: 'x', created_at: '2026-01-31T09:30:00Z', version }
  return Buffer.from(JSON.stringify({ ...task, correlation_id: 'c' }))
}
const SHAS = [1, 2].map((version) => sha256(fileOf(version)))

const line = (seq: number, type: AuditEvent['type'], data: AuditEvent['data']): AuditEvent =>
  ({ seq, type, task_id: type.startsWith('task_') ? 't' : null, data }) as AuditEvent

const RESULT = { delivery_id: 'd', event: 'issues', outcome: 'task_updated', task_ids: ['t'], replayed: false } as const

/** A task that was created through the API and then updated by a delivery: a world without a broken promise. */
function soundWorld() {
  const facts = { delivery_id: 'd', version: 2, base_sha: SHAS[0] as string, after_sha: SHAS[1] as string }
  const events = [
    line(1, 'task_write_intended', { version: 1, base_sha: null, after_sha: SHAS[0] as string }),
    line(2, 'task_created', { version: 1, base_sha: null, after_sha: SHAS[0] as string, intent_seq: 1 }),
    line(3, 'webhook_received', { delivery_id: 'd' }),
    line(4, 'task_write_intended', facts),
    line(5, 'task_updated', { ...facts, intent_seq: 4 }),
    line(6, 'webhook_applied', { delivery_id: 'd', result: { ...RESULT, task_ids: ['t'] } }),
  ]
  const delivery: SentDelivery = {
    ...{ delivery_id: 'd', event: 'issues', body: '', carried_out: 1 },
    answer: { ...RESULT, task_ids: ['t'] },
  }
  const ledger: Ledger = { ...emptyLedger(), deliveries: [delivery] }
  ledger.writes.push({ change: 'task_created', task_id: 't', sha: SHAS[0] as string })
  return { events, files: new Map<string, Uint8Array>([['t', fileOf(2)]]), ledger, delivery }
}
type World = ReturnType<typeof soundWorld>

const broken = ({ events, files, ledger }: World): string => brokenPromises({ events, files }, ledger).join('\n')

describe('the look at what a crash left', () => {
  it('finds nothing wrong with a world in which every promise was kept', () => {
    expect(broken(soundWorld())).toBe('')
  })

  it.each<[string, (world: World) => void, RegExp]>([
    ['a torn file', ({ files }) => files.set('t', fileOf(2).subarray(0, 40)), /t: torn file/],
    ['a lost file', ({ files }) => files.delete('t'), /t: the file is lost/],
    ['a file set back to what it was', ({ files }) => files.set('t', fileOf(1)), /not what write 2 left/],
    ['a file that no line tells of', ({ files }) => files.set('u', fileOf(1)), /u: a file that no line tells of/],
    ['an intent without outcome', ({ events }) => events.splice(1, 1), /intent 1 has 0 outcomes/],
    [
      'an intent with two outcomes',
      ({ events }) => events.push(line(7, 'task_write_abandoned', { intent_seq: 4 })),
      /intent 4 has 2 outcomes/,
    ],
    [
      'a write done on top of another than the last',
      ({ events }) => Object.assign(events[4]?.data ?? {}, { base_sha: SHAS[1] }),
      /line 5 .* does not follow write 1/,
    ],
    [
      'an acknowledged write that no line tells of',
      ({ ledger }) => ledger.writes.push({ change: 'task_approved', task_id: 't', sha: SHAS[1] as string }),
      /acknowledged task_approved .* stands 0 times/,
    ],
    ['a delivery that was never applied', ({ events }) => events.pop(), /claimed 1 times, applied 0 times/],
    [
      'a delivery applied twice',
      ({ events }) => events.push(line(7, 'webhook_applied', { delivery_id: 'd', result: RESULT as never })),
      /applied 2 times/,
    ],
    [
      'a delivery written twice',
      ({ events }) => events.push(line(7, 'task_updated', { delivery_id: 'd', version: 3, intent_seq: 9 })),
      /says 1 tasks, but there are 2 writes/,
    ],
    ['a delivery answered as new twice', ({ delivery }) => (delivery.carried_out = 2), /answered as new 2 times/],
    [
      'a replay with another result',
      ({ delivery }) => (delivery.answer = { ...RESULT, task_ids: ['t'], outcome: 'unchanged' }),
      /another result than the recorded one/,
    ],
    ['an answer that nothing explains', ({ ledger }) => ledger.strange.push('t: was answered 500'), /answered 500/],
  ])('finds %s', (_what, spoil, expected) => {
    const world = soundWorld()
    spoil(world)
    expect(broken(world)).toMatch(expected)
  })
})
