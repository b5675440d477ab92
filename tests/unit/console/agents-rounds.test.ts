import { describe, expect, test } from 'vitest'
import type { ProtocolRound, ProtocolRow, ProtocolView, RoundEnding } from '../../../contract/protocol-view.ts'
import { possibleWork } from '../../../renderer/features/agents/possible-work.ts'
import { proofStands } from '../../../renderer/features/agents/proof-stands.ts'
import { roundSteps } from '../../../renderer/features/agents/round-steps.ts'
import { signsOf } from '../../../renderer/features/agents/signs.ts'
import { waitingOf, waitingTask } from '../../../renderer/features/agents/waiting.ts'
import {
  stagedAck,
  stagedObserved,
  stagedResult,
  stagedRound,
  stagedVerdict,
  stagedView,
} from '../../e2e/support/staged-agents.ts'
import { stagedWork } from '../../e2e/support/staged-agents-stage.ts'
import { ago, stagedLine } from '../../e2e/support/staged-facts.ts'

const task = stagedWork('pier', {})
const NONE = { count: 0, last: null, warnings: [] }
const DONE = {
  ...{ ack: stagedAck(1), result: stagedResult(1), observed: stagedObserved({}) },
  verdict: stagedVerdict(1, 'reject'),
}
const view = (phase: ProtocolView['phase'], given: Partial<ProtocolRound>, more: Partial<ProtocolView> = {}) =>
  stagedView(task, phase, [stagedRound(1, given)], more)
const told = (of: ProtocolView, signs = NONE) => {
  const round = of.rounds.at(-1)
  return round === undefined ? [] : roundSteps(round, signs, of).map(({ key, tone }) => `${key} ${tone}`)
}

describe('the steps of a round', () => {
  test('an open round says what it waits for and what is still to come', () => {
    expect(told(view('awaiting_ack', {}))).toEqual([
      'dispatch plain',
      'echo now',
      'result next',
      'observed next',
      'verdict next',
    ])
    expect(told(view('working', { ack: stagedAck(1) }))).toEqual([
      'dispatch plain',
      'echo good',
      'signs plain',
      'result now',
      'observed next',
      'verdict next',
    ])
    expect(told(view('observing', { ack: stagedAck(1), result: stagedResult(1) }))).toContain('observed now')
  })

  test('a silence is a warning while the work goes on, and what is out of scope is trouble', () => {
    expect(told(view('working', { ack: stagedAck(1) }, { heartbeat_late: true }))).toContain('signs warn')
    expect(told(view('awaiting_dispatch', DONE))).toEqual([
      'dispatch plain',
      'echo good',
      'result plain',
      'observed bad',
      'verdict bad',
    ])
  })

  test('a round that ended says why, and nothing of what never came', () => {
    const ended: RoundEnding = { reason: 'ack_timeout', at: ago(1), detail: 'No echo by 12:00.', difference: [] }
    expect(told(view('awaiting_dispatch', { ended }))).toEqual(['dispatch plain', 'ended bad'])
    expect(told(view('awaiting_dispatch', { ended: { ...ended, reason: 'withdrawn' } }))).toEqual([
      'dispatch plain',
      'ended warn',
    ])
    expect(told(view('awaiting_dispatch', { ended: { ...ended, reason: 'ack_mismatch' } }))).toEqual([
      'dispatch plain',
      'echo bad',
      'ended bad',
    ])
  })

  test('signs of life are counted from the log, by their dispatch', () => {
    const line = (seq: number, type: 'heartbeat_received' | 'heartbeat_warning', data: object) =>
      stagedLine(seq, { type, data: { dispatch_id: 'dispatch1', ...data } })
    const events = [
      line(1, 'heartbeat_received', { count: 3, note: 'compiling' }),
      line(2, 'heartbeat_warning', {}),
      line(3, 'heartbeat_received', { note: 'testing' }),
      stagedLine(4, { type: 'heartbeat_received', data: { dispatch_id: 'another', count: 9 } }),
    ]
    expect(signsOf(events, 'dispatch1')).toMatchObject({ count: 4, last: { note: 'testing' } })
    expect(signsOf(events, 'dispatch1').warnings).toHaveLength(1)
  })
})

describe('who waits for a person', () => {
  test.each([
    ['awaiting_person', 'decide'],
    ['locked', 'unlock'],
    ['awaiting_dispatch', 'dispatch'],
  ] as const)('%s', (phase, why) => {
    expect(waitingOf(view(phase, DONE))).toMatchObject({ why, task_id: 'pier', round: 1 })
  })

  test('nobody, while agents are at work or all is decided', () => {
    for (const phase of ['awaiting_ack', 'working', 'observing', 'awaiting_review', 'decided', 'idle'] as const)
      expect(waitingOf(view(phase, {}))).toBeNull()
  })

  test('a file that contradicts itself is to be looked at', () => {
    expect(waitingOf(view('working', {}, { faults: ['Round 2 carries other issues.'] }))).toMatchObject({ why: 'look' })
  })

  const since = ago(7)
  const row = (phase: ProtocolView['phase'], faults = 0): ProtocolRow => ({
    ...{ task_id: task.task_id, title: 'The pier', phase, since, round: 1, rounds_left: 2, due: null, faults },
  })

  test('is said by the row of a task, in the words of its protocol once that was read', () => {
    expect(waitingTask(row('awaiting_person'), undefined)).toMatchObject({
      ...{ task_id: 'pier', why: 'decide', words: 'The reviewer approved.', since },
    })
    const read = waitingTask(row('awaiting_person'), view('awaiting_person', DONE))
    expect([read.since, read.words]).toEqual([since, expect.stringContaining('The ledger is')])
    // What was read before the task moved on says nothing of where it stands.
    expect(waitingTask(row('locked'), view('awaiting_person', DONE)).words).toBe('It went through too many rounds.')
    expect(waitingTask(row('working', 2), undefined)).toMatchObject({
      ...{ why: 'look', words: 'Its file contradicts itself in 2 places.' },
    })
  })
})

describe('what can be done', () => {
  const verbs = (phase: ProtocolView['phase'] | null, mayDecide = true, isLive = true) => {
    const possible = possibleWork({ verdict: null }, phase === null ? null : { phase }, mayDecide, isLive)
    return Object.entries(possible).flatMap(([verb, { isShown, whyNot }]) =>
      isShown ? [whyNot === null ? verb : `${verb}: ${whyNot}`] : [],
    )
  }

  test('only what the phase allows is offered', () => {
    expect(verbs(null)).toEqual(['give'])
    expect(verbs('working')).toEqual(['withdraw'])
    expect(verbs('awaiting_dispatch')).toEqual(['give'])
    expect(verbs('locked')).toEqual(['unlock'])
    expect(verbs('decided')).toEqual([])
  })

  test('nothing by who may only read, and nothing while the service is away', () => {
    expect(verbs('working', false)).toEqual([])
    expect(verbs('working', true, false)).toEqual(['withdraw: The service does not answer now'])
  })

  test('an approval waits for an open round, and needs a reason where the proof has gaps', () => {
    expect(proofStands(undefined)).toBe('whole')
    expect(proofStands(view('working', {}))).toBe('open')
    expect(proofStands(view('awaiting_person', DONE))).toBe('blocked')
    const { ledger } = view('awaiting_person', DONE)
    expect(proofStands(view('awaiting_person', DONE, { ledger: { ...ledger, blocks_approval: false } }))).toBe('whole')
  })
})
