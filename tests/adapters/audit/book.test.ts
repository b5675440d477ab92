import { rm } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Approval, ApprovalQuery, ApprovalState } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { ToolCallState, type ToolRun, ToolRunQuery } from '../../../contract/tool.ts'
import type { SqliteAuditIndex } from '../../../main/adapters/audit-index/sqlite-audit-index.ts'
import { pendingApproval } from '../../../main/core/approvals/approval-transitions.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { subjectOf } from '../../../main/core/policy/subject.ts'
import { eventsOf, fileIn, openBoth, openIndex } from '../../support/audit-index.ts'
import { draft, keepingLogger, makeKeys, withFolder } from '../../support/audit-log.ts'
import { callOf, START_MS } from '../../support/gate-world.ts'
import { memoryBook } from '../../support/memory-book.ts'

const keys = makeKeys('key-1')
const TASKS = ['t1', 't2']
const IDS = [1, 2, 3]
const KEYS = ['key-00000001', 'key-00000002']
const AGENTS = ['agent', 'other-agent']
const AT = new Date(START_MS).toISOString()

const APPROVAL_LINES: Partial<Record<AuditEvent['type'], ApprovalState>> = {
  approval_requested: 'pending',
  approval_endorsed: 'pending',
  approval_approved: 'approved',
  approval_denied: 'denied',
  approval_expired: 'expired',
  approval_voided: 'voided',
  approval_consumed: 'consumed',
}
const RUN_LINES: Partial<Record<AuditEvent['type'], ToolCallState>> = {
  policy_denied: 'denied',
  tool_call_intended: 'running',
  tool_call_done: 'done',
  tool_call_failed: 'failed',
  tool_call_unknown: 'unknown',
  tool_call_replayed: 'done',
}

function approvalOf(id: number, task: string, state: ApprovalState): Approval {
  const call = callOf({ task })
  const asked = pendingApproval({
    ...{
      approval_id: `ap-000000000000000${id}`,
      call,
      subject: subjectOf(call),
      what: 'Publish',
      requested_by: 'agent',
    },
    ...{ terms: { people: 1, expires_seconds: 900, cool_off_seconds: 0 }, now_ms: START_MS },
    bound_to: { task_version: 1, task_sha256: sha256('t'), policy_sha256: sha256('p'), rule: null },
  })
  return { ...asked, state, refused_until: state === 'denied' ? new Date(START_MS + id * 1000).toISOString() : null }
}

function toolRunOf(id: number, task: string, state: ToolCallState, key: string, agent: string): ToolRun {
  const { subject, subject_sha256 } = subjectOf(callOf({ task }))
  const evidence = { package_id: `call-${id}` as never, manifest_sha256: sha256('m'), artifacts: 1, captured_at: AT }
  return {
    ...{ call_id: `call-${id}`, tool: id === 1 ? 'time.now' : 'file.publish_dry_run' },
    ...{ side_effect_level: 'external_publish', task_id: task, correlation_id: 'c1', idempotency_key: key },
    ...{ subject, subject_sha256, requested_by: agent, state, rule: null, reason: null, approval_id: null },
    ...{ policy_sha256: sha256('p'), result: null, failure: null, evidence: state === 'done' ? [evidence] : [] },
    ...{ started_at: AT, finished_at: null, replayed: false },
  }
}

const lineOf = (type: AuditEvent['type'], task_id: string, data: object): EventDraft => ({
  ...{ type, actor: { sub: 'agent', scopes: [], door: 'http' }, correlation_id: 'c1', task_id },
  ...{ route: null, status: null, data: data as EventDraft['data'] },
})

/** Any line about approvals and tool calls, in any order; also such that do not follow, and such that are not what they say. */
const anyLine: fc.Arbitrary<EventDraft> = fc
  .record({
    id: fc.constantFrom(...IDS),
    task: fc.constantFrom(...TASKS),
    key: fc.constantFrom(...KEYS),
    agent: fc.constantFrom(...AGENTS),
    type: fc.constantFrom(
      ...Object.keys(APPROVAL_LINES),
      'approval_requested',
      ...Object.keys(RUN_LINES),
      'tool_call_intended',
    ),
    odd: fc.constantFrom(false, false, false, false, true),
  })
  .map(({ id, task, key, agent, type: name, odd }) => {
    const type = name as AuditEvent['type']
    const approved = APPROVAL_LINES[type]
    if (approved !== undefined)
      return lineOf(type, task, {
        approval: odd ? { approval_id: 7 } : approvalOf(id, TASKS[id % 2] ?? 't1', approved),
      })
    const run = toolRunOf(id, task, odd ? 'denied' : (RUN_LINES[type] ?? 'done'), key, agent)
    return lineOf(type, task, { run })
  })

function check({ approvals, toolCalls }: SqliteAuditIndex, events: readonly AuditEvent[]): void {
  const book = memoryBook(events)
  for (const state of [undefined, ...ApprovalState.options]) {
    for (const task_id of [undefined, ...TASKS]) {
      const query = ApprovalQuery.parse({ state, task_id })
      expect(approvals.page(query)).toEqual(book.approvals.page(query))
    }
  }
  expect(approvals.open()).toEqual(book.approvals.open())
  expect([...approvals.pendingIds()].sort()).toEqual([...book.approvals.pendingIds()].sort())
  for (const id of IDS)
    expect(approvals.get(`ap-000000000000000${id}`)).toEqual(book.approvals.get(`ap-000000000000000${id}`))
  for (const ms of [0, 1000, 2000, 3000])
    expect(approvals.refusing(START_MS + ms)).toEqual(book.approvals.refusing(START_MS + ms))
  for (const state of [undefined, ...ToolCallState.options]) {
    for (const tool of [undefined, 'time.now']) {
      const query = ToolRunQuery.parse({ state, tool, task_id: state === undefined ? 't1' : undefined })
      expect(toolCalls.page(query)).toEqual(book.runs.page(query))
    }
  }
  expect(toolCalls.running()).toEqual(book.runs.running())
  for (const task of TASKS) expect(toolCalls.evidenceOf(task)).toEqual(book.runs.evidenceOf(task))
  for (const agent of AGENTS)
    for (const key of KEYS) expect(toolCalls.byKey(agent, key)).toEqual(book.runs.byKey(agent, key))
}

describe('the book of approvals and the tool calls in the index', () => {
  it('are those of the log, whether the index went along, was opened again or was made anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 50, size: 'max' }), fc.nat(49), (lines, pause) =>
        withFolder(async (folder) => {
          const { log, index, closeLog, close } = await openBoth(folder, keys)
          for (const [i, line] of lines.entries()) {
            if (i === pause) index.approvals.open()
            log.note(line)
          }
          await log.record(draft(99))
          await closeLog()
          const events = await eventsOf(folder)
          check(index, events)
          await close()
          for (const anew of [false, true]) {
            if (anew) await rm(fileIn(folder))
            const again = openIndex(folder, keepingLogger())
            check(again, events)
            again.close()
          }
        }),
      ),
      { numRuns: 15 },
    )
  })

  it('are given page by page, without a row twice or left out, while new ones come', async () => {
    await withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      for (const id of [1, 2, 3, 4, 5])
        await log.record(lineOf('approval_requested', 't1', { approval: approvalOf(id, 't1', 'pending') }))
      const first = index.approvals.page(ApprovalQuery.parse({ limit: 2 }))
      await log.record(lineOf('approval_requested', 't1', { approval: approvalOf(6, 't1', 'pending') }))
      await log.record(lineOf('approval_voided', 't1', { approval: approvalOf(3, 't1', 'voided') }))
      const second = index.approvals.page(ApprovalQuery.parse({ limit: 2, cursor: first.next_cursor ?? '' }))
      const third = index.approvals.page(ApprovalQuery.parse({ limit: 2, cursor: second.next_cursor ?? '' }))
      const pages = [first, second, third].map(({ items }) => items.map(({ approval_id }) => approval_id.slice(-1)))
      expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']])
      expect([second.items[0]?.state, third.next_cursor]).toEqual(['voided', null])
      await close()
    })
  })
})
