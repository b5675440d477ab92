import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { TrailGraph } from '../../../contract/audit-trail.ts'
import { trailGraph } from '../../../main/core/audit/trail-graph.ts'

type Part = Pick<AuditEvent, 'type' | 'data'> & {
  readonly task_id?: string | null
  readonly sub?: string
  readonly door?: string
}

/** Lines of one correlation id, in order. */
function linesOf(parts: readonly Part[]): AuditEvent[] {
  return parts.map(({ type, data, task_id = 'notes', sub = 'olga', door = 'http' }, i) => {
    const actor = { sub, scopes: ['admin'], door }
    const about = { correlation_id: 'c', task_id, route: null, status: null, prev_hash: '0'.repeat(64) }
    return {
      seq: 10 + 3 * i,
      ts: `2026-01-31T09:30:${String(i % 60).padStart(2, '0')}.000Z`,
      type,
      actor,
      ...about,
      data,
    } as AuditEvent
  })
}

const approval = (id: string, state: string, call_id: string | null = null) => ({
  approval: { approval_id: id, what: `publish ${id}`, state, task_id: 'notes', call_id },
})
const runOf = (call_id: string, state: string, approval_id: string | null, packages: readonly string[] = []) => ({
  run: {
    call_id,
    tool: 'file.publish',
    state,
    task_id: 'notes',
    approval_id,
    evidence: packages.map((package_id) => ({ package_id })),
  },
})

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    type: oneOf('webhook_received', 'webhook_applied', 'webhook_failed', 'webhook_replayed'),
    task_id: fc.constant(null),
    data: fc.record({
      source: oneOf('github', 'telegram'),
      event: oneOf('issues', 'message'),
      delivery_id: oneOf('d1', 'd2'),
      about: oneOf<string[]>([], ['issue:1'], ['message:2']),
      result: oneOf<object | null>(
        null,
        { outcome: 'task_created', task_ids: ['notes'] },
        { outcome: 'x', task_ids: ['gone'] },
      ),
    }),
  }),
  fc.record({
    type: oneOf(
      'task_write_intended',
      'task_created',
      'task_updated',
      'task_approved',
      'task_rejected',
      'ssot_external_change',
      'write_conflict',
    ),
    task_id: oneOf('notes', 'other'),
    door: oneOf('http', 'telegram'),
    data: oneOf<object>({}, { source: 'github', delivery_id: 'd1' }, { change: 'changed' }),
  }),
  fc.record({
    type: oneOf(
      'approval_requested',
      'approval_endorsed',
      'approval_approved',
      'approval_denied',
      'approval_voided',
      'approval_consumed',
    ),
    data: fc
      .tuple(oneOf('a1', 'a2'), oneOf('pending', 'approved', 'consumed'), oneOf(null, 'r1', 'r2'))
      .map((facts) => approval(...facts)),
  }),
  fc.record({
    type: oneOf('policy_denied', 'tool_call_intended', 'tool_call_done', 'tool_call_failed', 'tool_call_unknown'),
    task_id: oneOf(null, 'notes'),
    data: fc
      .tuple(oneOf('r1', 'r2', 'r3'), oneOf('denied', 'running', 'done'), oneOf(null, 'a1', 'a2'), oneOf([], ['p1']))
      .map((facts) => runOf(...facts)),
  }),
  fc.record({
    type: oneOf(
      'telegram_card_sent',
      'telegram_callback_accepted',
      'telegram_card_withdrawn',
      'telegram_reason_asked',
      'telegram_command_answered',
      'telegram_send_failed',
      'evidence_kept',
    ),
    task_id: oneOf(null, 'notes', 'other'),
    data: oneOf<object>(
      {},
      { card_id: 'k1' },
      { card_id: 'k2', reason: 'used' },
      { command: 'status' },
      { package_id: 'p9' },
    ),
  }),
  fc.record({ type: oneOf('request_served', 'request_refused'), data: fc.constant({}) }),
  // Lines that say less than they should, or other things under known names.
  fc.record({
    type: oneOf('approval_requested', 'tool_call_done', 'webhook_applied', 'telegram_card_sent'),
    data: oneOf<object>({}, { approval: 3 }, { run: {} }, { result: [] }, { card_id: 7, delivery_id: 5 }),
  }),
) as fc.Arbitrary<Part>

const place = (graph: TrailGraph): Map<string, number> => new Map(graph.nodes.map((node, i) => [node.id, i]))

describe('the graph of any trail', () => {
  const anyTrail = fc.array(anyPart, { maxLength: 40 }).map(linesOf)

  test('has every node once, every edge between two of them, and every edge leads forwards: there is no cycle', () => {
    fc.assert(
      fc.property(anyTrail, (lines) => {
        const graph = trailGraph(lines)
        const order = place(graph)
        expect(order.size).toBe(graph.nodes.length)
        for (const { from, to } of graph.edges)
          expect(order.get(from) ?? Number.NaN).toBeLessThan(order.get(to) ?? Number.NaN)
      }),
      { numRuns: 1000 },
    )
  })

  test('has no orphan: what is no message, delivery or task has something that led to it', () => {
    fc.assert(
      fc.property(anyTrail, (lines) => {
        const { nodes, edges } = trailGraph(lines)
        const reached = new Set(edges.map(({ to }) => to))
        const roots = ['message', 'delivery', 'task']
        for (const node of nodes) if (!roots.includes(node.kind)) expect(reached, node.id).toContain(node.id)
      }),
      { numRuns: 1000 },
    )
  })

  test('has behind every edge and every node a line that names both ends of it', () => {
    fc.assert(
      fc.property(anyTrail, (lines) => {
        const { nodes, edges } = trailGraph(lines)
        const bySeq = new Map(lines.map((line) => [line.seq, line]))
        for (const { seq_first, seq_last, at, actor } of nodes) {
          expect(bySeq.get(seq_first)).toMatchObject({ ts: at, actor: { sub: actor } })
          expect(bySeq.has(seq_last) && seq_first <= seq_last).toBe(true)
        }
        for (const edge of edges) expect(bySeq.has(edge.seq)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('depends on the lines alone', () => {
    fc.assert(
      fc.property(anyTrail, (lines) => {
        expect(trailGraph(lines)).toEqual(trailGraph(structuredClone(lines)))
      }),
    )
  })
})

test('a message from Telegram that ends in a published file is told from its first line to its last', () => {
  const delivery = { source: 'telegram', delivery_id: 'u1', event: 'message' }
  const graph = trailGraph(
    linesOf([
      { type: 'webhook_received', task_id: null, data: { ...delivery, about: ['message:7:3'] } },
      { type: 'task_write_intended', data: { ...delivery } },
      { type: 'task_created', data: { ...delivery } },
      {
        type: 'webhook_applied',
        task_id: null,
        data: { ...delivery, result: { outcome: 'task_created', task_ids: ['notes'] } },
      },
      { type: 'evidence_kept', data: { package_id: 'telegram-3' } },
      { type: 'telegram_card_sent', data: { card_id: 'k1' } },
      { type: 'telegram_callback_accepted', data: { card_id: 'k1' } },
      { type: 'task_approved', sub: 'telegram:7', door: 'telegram', data: {} },
      { type: 'approval_requested', data: approval('a1', 'pending') },
      { type: 'policy_denied', data: runOf('r1', 'denied', 'a1') },
      { type: 'approval_approved', sub: 'operator:olga', data: approval('a1', 'approved') },
      { type: 'approval_consumed', data: approval('a1', 'consumed', 'r2') },
      { type: 'tool_call_intended', data: runOf('r2', 'running', 'a1') },
      { type: 'tool_call_done', data: runOf('r2', 'done', 'a1', ['receipt']) },
    ]),
  )
  expect(graph.nodes.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'message:message:7:3 null',
    'delivery:telegram/u1 task_created',
    'task:notes approved',
    'approval:a1 consumed',
    'tool_call:r1 denied',
    'tool_call:r2 done',
    'artifact:receipt kept',
    'evidence:telegram-3 kept',
    'reply:card-k1 used',
    'decision:line-31 approved',
    'decision:line-40 approved',
  ])
  expect(graph.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`)).toEqual([
    'message:message:7:3 arrived_as delivery:telegram/u1',
    'delivery:telegram/u1 led_to task:notes',
    'task:notes kept evidence:telegram-3',
    'task:notes answered reply:card-k1',
    'reply:card-k1 decided decision:line-31',
    'task:notes decided decision:line-31',
    'task:notes needed approval:a1',
    'approval:a1 needed tool_call:r1',
    'task:notes led_to tool_call:r1',
    'approval:a1 decided decision:line-40',
    'approval:a1 allowed tool_call:r2',
    'task:notes led_to tool_call:r2',
    'tool_call:r2 made artifact:receipt',
  ])
})
