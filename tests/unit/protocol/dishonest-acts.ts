import type { AckEcho, Observed, ReviewVerdict, TaskResult } from '../../../contract/protocol.ts'
import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import { echoOf } from '../../support/protocol-messages.ts'
import { ADMIN, COORDINATOR, EXECUTOR, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { altered, type Commit, copy, type DishonestAct, first, refused } from './dishonest-act.ts'
import { DISHONEST_MESSAGES } from './dishonest-messages.ts'
import type { HonestHistory } from './honest-history.ts'

const ORDER: readonly DishonestAct[] = [
  refused('a result before the echo', 'awaiting_ack', 'protocol_out_of_order', (history) =>
    history.world.protocol.result(EXECUTOR, TASK, history.result()),
  ),
  refused('a heartbeat before the echo', 'awaiting_ack', 'protocol_out_of_order', (history) =>
    history.world.protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: history.dispatch().dispatch_id, note: '' }),
  ),
  refused('a verdict before the result', 'working', 'protocol_out_of_order', (history) =>
    history.world.protocol.verdict(REVIEWER, TASK, history.approval()),
  ),
  refused('an echo for another dispatch', 'awaiting_ack', 'dispatch_not_current', (history) =>
    history.world.protocol.ack(EXECUTOR, TASK, {
      ...echoOf(history.dispatch()),
      dispatch_id: '0123456789abcdef' as AckEcho['dispatch_id'],
    }),
  ),
  refused('an echo of a reviewer', 'awaiting_ack', 'scope_insufficient', (history) =>
    history.world.protocol.ack(REVIEWER, TASK, echoOf(history.dispatch())),
  ),
  refused('a second echo that says something else', 'working', 'protocol_out_of_order', (history) =>
    history.world.protocol.ack(EXECUTOR, TASK, { ...echoOf(history.dispatch()), declared_scope: ['**'] }),
  ),
  refused('a result again with a changed byte', 'awaiting_review', 'protocol_out_of_order', (history) => {
    const result = copy(history.said().result as TaskResult)
    first(result.claims).text += '.'
    return history.world.protocol.result(EXECUTOR, TASK, result)
  }),
  refused('a heartbeat after the result', 'awaiting_review', 'protocol_out_of_order', (history) =>
    history.world.protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: history.dispatch().dispatch_id, note: '' }),
  ),
  refused('a verdict that is taken back', 'awaiting_person', 'protocol_out_of_order', (history) =>
    history.world.protocol.verdict(REVIEWER, TASK, history.rejection()),
  ),
  refused('a dispatch while a round is open', 'working', 'protocol_out_of_order', ({ world }) => world.dispatch()),
  refused('an approval while a round is open', 'working', 'protocol_out_of_order', ({ world }) =>
    world.protocol.decide(ADMIN, TASK, {
      ...{ decision: 'approve', comment: null, base_sha: world.baseSha(), override_reason: 'I know better.' },
    }),
  ),
]

const late = (name: string, when: ProtocolPhase, line: string, seconds: number, send: Commit): DishonestAct => ({
  ...{ name, when, code: 'protocol_out_of_order', line, leavesTask: false },
  commit: async (history) => {
    await history.world.pass(seconds)
    return send(history)
  },
})

const LATE: readonly DishonestAct[] = [
  late('an echo that comes too late', 'awaiting_ack', 'ack_timeout', 125, (history) =>
    history.world.protocol.ack(EXECUTOR, TASK, echoOf(history.dispatch())),
  ),
  late('a result that comes too late', 'working', 'result_timeout', 3605, (history) =>
    history.world.protocol.result(EXECUTOR, TASK, history.result()),
  ),
  late('a verdict that comes too late', 'awaiting_review', 'reviewer_timeout', 3605, (history) =>
    history.world.protocol.verdict(REVIEWER, TASK, history.approval()),
  ),
  late('a heartbeat after the deadline', 'working', 'result_timeout', 3605, (history) =>
    history.world.protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: history.dispatch().dispatch_id, note: '' }),
  ),
  {
    ...{ name: 'silence', when: 'working', code: null, line: 'heartbeat_warning', leavesTask: true },
    commit: async (history) => history.world.pass(65),
  },
]

/** The reviewer has rejected: the task has issues. */
const regiven = (
  name: string,
  change: (issues: ReviewVerdict['issues'], history: HonestHistory) => unknown[],
): DishonestAct => ({
  ...{ name: `a re-dispatch ${name}`, when: 'awaiting_review', code: 'fidelity_violation' },
  ...{ line: 'fidelity_violation', leavesTask: false },
  commit: async (history) => {
    const rejection = history.rejection()
    await history.world.protocol.verdict(REVIEWER, TASK, rejection)
    if ((await history.phase()) === 'locked')
      await history.world.protocol.unlock(ADMIN, TASK, { reason: 'Once more then.', base_sha: history.world.baseSha() })
    return history.world.dispatch({ issues: change(copy(rejection.issues), history) })
  },
})

const AGAIN: readonly DishonestAct[] = [
  regiven('with one character changed', (issues, history) => {
    const one = history.random.pick(issues)
    one.text = altered(one.text, history)
    return issues
  }),
  regiven('without one issue', (issues, history) => {
    issues.splice(history.random.below(issues.length), 1)
    return issues
  }),
  regiven('in another order', (issues) => issues.reverse()),
  regiven('with an issue more', (issues) => [...issues, { ...first(issues), issue_id: 'i99' }]),
  regiven('with a member more', (issues) => issues.map((issue) => ({ ...issue, severity: 'low' }))),
  refused('a re-dispatch with other criteria', 'awaiting_dispatch', 'protocol_out_of_order', ({ world }) =>
    world.dispatch({ acceptance_criteria: [{ criterion_id: 'c0', text: 'less' }] }),
  ),
  refused('a dispatch to one agent for both roles', 'awaiting_dispatch', 'validation_failed', ({ world }) =>
    world.dispatch({ agent: 'codex', reviewer: 'codex' }),
  ),
  refused('a re-dispatch with a wider scope', 'awaiting_dispatch', 'protocol_out_of_order', ({ world }) =>
    world.dispatch({ declared_scope: ['**'] }),
  ),
  refused('a dispatch by an executor', 'awaiting_dispatch', 'scope_insufficient', ({ world }) =>
    world.dispatch({}, EXECUTOR),
  ),
  refused('a dispatch to an agent by its own reviewer', 'idle', 'scope_insufficient', ({ world }) =>
    world.dispatch({}, REVIEWER),
  ),
  {
    ...{ name: 'a re-dispatch of a task that was not read', when: 'awaiting_dispatch', code: 'write_conflict' },
    ...{ line: 'write_conflict', leavesTask: true },
    commit: ({ world }) => world.dispatch({ base_sha: 'a'.repeat(64) }),
  },
  refused('a dispatch of a locked task', 'locked', 'task_locked', ({ world }) => world.dispatch()),
  refused('an unlock by the coordinator', 'locked', 'scope_insufficient', ({ world }) =>
    world.protocol.unlock(COORDINATOR, TASK, { reason: 'We are in a hurry.', base_sha: world.baseSha() }),
  ),
  refused('an unlock by the executor', 'locked', 'scope_insufficient', ({ world }) =>
    world.protocol.unlock(EXECUTOR, TASK, { reason: 'I can do it now.', base_sha: world.baseSha() }),
  ),
  {
    ...{ name: 'issues that were changed in the file', when: 'awaiting_review', code: 'fidelity_violation' },
    ...{ line: 'fidelity_violation', leavesTask: false },
    commit: async (history) => {
      await history.world.protocol.verdict(REVIEWER, TASK, history.rejection())
      if ((await history.phase()) === 'locked')
        await history.world.protocol.unlock(ADMIN, TASK, {
          reason: 'Once more then.',
          base_sha: history.world.baseSha(),
        })
      await history.world.edit((task) => {
        const verdict = task.rounds.at(-1)?.verdict as unknown as ReviewVerdict
        first(verdict.issues).text += '!'
        return task
      })
      if ((await history.world.protocol.view(TASK)).faults.length === 0) throw new Error('the view shows no fault')
      return history.world.dispatch()
    },
  },
]

/** Work that only looks right: everybody says yes, and the approval of a person is still refused. */
const unproven = (name: string, line: string, change: (honest: Observed) => Observed): DishonestAct => ({
  ...{ name, when: 'working', code: 'proof_insufficient', line, leavesTask: false },
  commit: async (history) => {
    const { world } = history
    history.finds(change)
    await world.protocol.result(EXECUTOR, TASK, history.result())
    await world.settle()
    await world.protocol.verdict(REVIEWER, TASK, history.approval())
    const input = { decision: 'approve' as const, comment: null, base_sha: world.baseSha(), override_reason: null }
    return world.protocol.decide(ADMIN, TASK, input)
  },
})

const withPath = (honest: Observed, path: string): Observed => {
  if (honest.workspace === null) throw new Error('there is a workspace')
  const file = { path, change: 'changed' as const, before_sha256: null, after_sha256: null }
  return { ...honest, workspace: { ...honest.workspace, files: [...honest.workspace.files, file] } }
}

const PROOF: readonly DishonestAct[] = [
  ...['package.json', 'src', '../src/a.txt', '/src/a.txt', 'Src/a.txt', 'src/../secrets', 'docs/.hidden.md'].map(
    (path) => unproven(`a file outside the scope: ${path}`, 'scope_violation', (honest) => withPath(honest, path)),
  ),
  {
    ...{ name: 'a request that is changed while it is worked on', when: 'working', code: 'proof_insufficient' },
    ...{ line: 'protocol_refused', leavesTask: false },
    commit: async (history) => {
      const { world } = history
      await world.protocol.result(EXECUTOR, TASK, history.result())
      await world.settle()
      await world.edit((task) => ({ ...task, request_text: altered(task.request_text, history) }))
      await world.protocol.verdict(REVIEWER, TASK, history.approval())
      const input = { decision: 'approve' as const, comment: null, base_sha: world.baseSha(), override_reason: null }
      return world.protocol.decide(ADMIN, TASK, input)
    },
  },
  unproven('a check that was not run', 'protocol_refused', (honest) => ({ ...honest, checks: [] })),
  unproven('more files than can be listed', 'protocol_refused', (honest) => ({
    ...honest,
    workspace: honest.workspace === null ? null : { ...honest.workspace, complete: false },
  })),
]

export const DISHONEST_ACTS: readonly DishonestAct[] = [
  ...[...DISHONEST_MESSAGES, ...ORDER, ...LATE, ...AGAIN, ...PROOF],
]
