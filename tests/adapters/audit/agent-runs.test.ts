import { rm } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AgentRun, AgentRunQuery, AgentRunState } from '../../../contract/agent.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { type AgentRunLine, agentRunOf, nextAgentRun, processOf } from '../../../main/core/agents/agent-run-book.ts'
import type { AgentRunIndex } from '../../../main/core/agents/agent-run-index.ts'
import type { NotedProcess } from '../../../main/core/agents/process-port.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { agentRun } from '../../support/agent-run.ts'
import { eventsOf, fileIn, openBoth, openIndex } from '../../support/audit-index.ts'
import { draft, keepingLogger, makeKeys, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const RUN_IDS = ['aaaa0000bbbb0001', 'aaaa0000bbbb0002', 'aaaa0000bbbb0003']
const TASKS = ['t1', 't2']
const AGENTS = ['worker', 'judge']
const DISPATCHES = ['9f2c4e1ab03d', '9f2c4e1ab03e']

const STATES: Readonly<Record<AgentRunLine, readonly AgentRunState[]>> = {
  agent_run_intended: ['preparing'],
  agent_run_started: ['running'],
  agent_run_ended: ['ended', 'failed', 'stopped', 'limit_reached'],
  agent_run_lost: ['lost'],
}
const LINES = Object.keys(STATES) as AgentRunLine[]

const lineOf = (type: AgentRunLine, run: AgentRun, notes: object = {}): EventDraft => ({
  ...{ type, actor: { sub: 'console', scopes: [], door: 'system' }, correlation_id: 'c1', task_id: run.task_id },
  ...{ route: null, status: null, data: { ...notes, run } as EventDraft['data'] },
})

/** A run whose task, agent and dispatch follow from its number, as they would. */
function runOf(number: number, given: Partial<Record<keyof AgentRun, unknown>> = {}): AgentRun {
  const at = (list: readonly string[]): string => list[number % list.length] ?? ''
  return agentRun({
    ...{ run_id: RUN_IDS[number], task_id: at(TASKS), agent: at(AGENTS), dispatch_id: at(DISPATCHES) },
    ...given,
  })
}

const packageOf = (number: number) => ({
  package_id: `agent-run-${number}`,
  ...{ manifest_sha256: sha256(`m${number}`), artifacts: 1, captured_at: '2026-01-31T09:30:00.000Z' },
})

/** Any line about runs, in any order; also such that do not follow, and such that are not what they say. */
const anyLine: fc.Arbitrary<EventDraft> = fc
  .record({
    number: fc.nat(RUN_IDS.length - 1),
    type: fc.constantFrom(...LINES, 'agent_run_intended' as const, 'agent_run_started' as const),
    state: fc.nat(3),
    tokens: fc.nat(1000),
    cost: fc.option(fc.nat(9)),
    pid: fc.constantFrom(0, 4711, 4712),
    base: fc.option(fc.constantFrom('one', 'two')),
    odd: fc.constantFrom('', '', '', '', 'other task', 'no run'),
  })
  .map(({ number, type, state, tokens, cost, pid, base, odd }) => {
    const states = STATES[type]
    const isOver = type === 'agent_run_ended' || type === 'agent_run_lost'
    const run = runOf(number, {
      state: states[state % states.length],
      usage: { turns: 1, input_tokens: tokens, output_tokens: 1, cost_usd: cost },
      log: isOver ? packageOf(number) : null,
      ...(odd === 'other task' ? { task_id: 't3' } : {}),
    })
    const notes = type === 'agent_run_started' ? { pid, identity: `boot/${pid}`, base_sha256: base } : {}
    const line = lineOf(type, run, notes)
    return odd === 'no run' ? { ...line, data: { run: { run_id: RUN_IDS[number] ?? '' } } } : line
  })

interface Kept {
  run: AgentRun
  base: string | null
  readonly processes: NotedProcess[]
}

/** What the lines tell, by the rules of the book alone, in the order of the first lines. */
function bookOf(events: readonly AuditEvent[]): readonly Kept[] {
  const kept = new Map<string, Kept>()
  for (const event of events) {
    const known = kept.get(agentRunOf(event)?.run_id ?? '')
    const run = nextAgentRun(known?.run ?? null, event)
    if (run === null) continue
    const entry = known ?? { run, base: null, processes: [] }
    entry.run = run
    const process = processOf(event)
    if (process !== null) entry.processes.push(process)
    const base = event.data['base_sha256']
    if (event.type === 'agent_run_started' && typeof base === 'string') entry.base ??= base
    kept.set(run.run_id, entry)
  }
  return [...kept.values()]
}

const isOpen = ({ run }: Kept): boolean => run.state === 'preparing' || run.state === 'running'

function check(index: AgentRunIndex, events: readonly AuditEvent[]): void {
  const book = bookOf(events)
  for (const id of RUN_IDS) expect(index.get(id)).toEqual(book.find(({ run }) => run.run_id === id)?.run ?? null)
  expect(index.open()).toEqual(book.filter(isOpen).map(({ run, processes }) => ({ run, processes })))
  for (const task of [...TASKS, 't3']) {
    const ofTask = book.filter(({ run }) => run.task_id === task)
    expect(index.baseOf(task)).toBe(ofTask.find(({ base }) => base !== null)?.base ?? null)
    expect(index.evidenceOf(task)).toEqual(ofTask.flatMap(({ run }) => run.log ?? []))
    for (const dispatch of DISPATCHES) {
      const wanted = ofTask.filter(({ run }) => run.dispatch_id === dispatch).map(({ run }) => run)
      expect(index.ofDispatch(task, dispatch)).toEqual(wanted)
    }
  }
  const spent = index.spent()
  expect([...spent.keys()].toSorted()).toEqual([...new Set(book.map(({ run }) => run.agent))].toSorted())
  for (const [agent, usage] of spent) {
    // Before its end nothing that a run used up is counted twice.
    const runs = book.filter(({ run }) => run.agent === agent).map(({ run }) => run.usage)
    const sum = (pick: (one: AgentRun['usage']) => number): number => runs.reduce((all, one) => all + pick(one), 0)
    expect(usage).toEqual({
      ...{ turns: sum(({ turns }) => turns), input_tokens: sum(({ input_tokens }) => input_tokens) },
      output_tokens: sum(({ output_tokens }) => output_tokens),
      cost_usd: runs.every(({ cost_usd }) => cost_usd === null) ? null : sum(({ cost_usd }) => cost_usd ?? 0),
    })
  }
  for (const state of [undefined, ...AgentRunState.options]) {
    for (const agent of [undefined, ...AGENTS]) {
      const fits = ({ run }: Kept): boolean => (state ?? run.state) === run.state && (agent ?? run.agent) === run.agent
      const items = book.filter(fits).map(({ run }) => run)
      expect(index.page(AgentRunQuery.parse({ state, agent })).items).toEqual(items.toReversed())
    }
  }
}

describe('the runs of agents in the index', () => {
  it('are those of the log, whether the index went along, was opened again or was made anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 40, size: 'max' }), (lines) =>
        withFolder(async (folder) => {
          const { log, index, closeLog, close } = await openBoth(folder, keys)
          for (const line of lines) log.note(line)
          await log.record(draft(99))
          await closeLog()
          const events = await eventsOf(folder)
          check(index.agentRuns, events)
          await close()
          for (const anew of [false, true]) {
            if (anew) await rm(fileIn(folder))
            const again = openIndex(folder, keepingLogger())
            check(again.agentRuns, events)
            again.close()
          }
        }),
      ),
      { numRuns: 20 },
    )
  })

  it('are given page by page, without a run twice or left out, while one begins and one ends', async () => {
    await withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      const id = (n: number): string => `cccc0000dddd000${n}`
      const begin = (n: number) => log.record(lineOf('agent_run_intended', agentRun({ run_id: id(n) })))
      for (const n of [1, 2, 3, 4, 5]) await begin(n)
      const first = index.agentRuns.page(AgentRunQuery.parse({ limit: 2 }))
      await begin(6)
      await log.record(lineOf('agent_run_ended', agentRun({ run_id: id(3), state: 'failed' })))
      const second = index.agentRuns.page(AgentRunQuery.parse({ limit: 2, cursor: first.next_cursor ?? '' }))
      const third = index.agentRuns.page(AgentRunQuery.parse({ limit: 2, cursor: second.next_cursor ?? '' }))
      const pages = [first, second, third].map(({ items }) => items.map(({ run_id }) => run_id.slice(-1)))
      expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']])
      expect([second.items[0]?.state, third.next_cursor]).toEqual(['failed', null])
      expect(() => index.agentRuns.page(AgentRunQuery.parse({ cursor: 'nonsense' }))).toThrow(
        expect.objectContaining({ code: 'cursor_invalid' }),
      )
      await close()
    })
  })
})
