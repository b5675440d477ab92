import type { AckEcho, Observed, ProtocolPhase, ReviewVerdict, TaskResult } from '../../../contract/protocol.ts'
import { echoOf } from '../../support/protocol-messages.ts'
import { ADMIN, callAs, COORDINATOR, EXECUTOR, REVIEWER, TASK } from '../../support/protocol-world.ts'
import type { HonestHistory } from './honest-history.ts'

/** Something that the protocol does not allow, and how it shows. `leavesTask`: not one byte of the task file is another one afterwards. */
export interface DishonestAct {
  readonly name: string
  readonly when: ProtocolPhase
  readonly code: string
  readonly line: string
  readonly leavesTask: boolean
  commit(history: HonestHistory): Promise<unknown>
}

type Commit = DishonestAct['commit']

const refused = (name: string, when: ProtocolPhase, code: string, commit: Commit): DishonestAct => ({
  ...{ name, when, code, line: 'protocol_refused', leavesTask: true, commit },
})

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** One character of a text is another one. */
function altered(text: string, history: HonestHistory): string {
  const at = history.random.below(text.length)
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
}

const echoing = (name: string, change: (echo: AckEcho, history: HonestHistory) => void): DishonestAct => ({
  ...{ name: `an echo ${name}`, when: 'awaiting_ack', code: 'ack_mismatch', line: 'ack_mismatch', leavesTask: false },
  commit: (history) => {
    const echo = copy(echoOf(history.dispatch()))
    change(echo, history)
    return history.world.protocol.ack(EXECUTOR, TASK, echo)
  },
})

type Criterion = { criterion_id: string; text: string; check?: { argv: string[]; timeout_seconds: number } }
const criteriaOf = ({ acceptance_criteria }: AckEcho): Criterion[] => acceptance_criteria as unknown as Criterion[]

const ECHOES: readonly DishonestAct[] = [
  echoing('with one character changed', (echo, history) => {
    const one = history.random.pick(criteriaOf(echo))
    one.text = altered(one.text, history)
  }),
  echoing('with another check command', (echo) => {
    const one = criteriaOf(echo)[0] as Criterion
    one.check = { argv: ['true'], timeout_seconds: 59 }
  }),
  echoing('with a wider scope', (echo) => {
    echo.declared_scope.push('**')
  }),
  echoing('with a scope that differs in case', (echo) => {
    echo.declared_scope[0] = 'SRC/'
  }),
  echoing('without one criterion', (echo, history) => {
    echo.acceptance_criteria.splice(history.random.below(echo.acceptance_criteria.length), 1)
  }),
  echoing('without one entry of the scope', (echo, history) => {
    echo.declared_scope.splice(history.random.below(echo.declared_scope.length), 1)
  }),
  echoing('in another order', (echo) => {
    echo.acceptance_criteria.reverse()
  }),
  echoing('with a member more', (echo) => {
    Object.assign(criteriaOf(echo)[0] as Criterion, { note: 'as I read it' })
  }),
  echoing('that is empty', (echo) => {
    echo.acceptance_criteria.length = 0
    echo.declared_scope.length = 0
  }),
]

const saying = (
  name: string,
  code: string,
  change: (result: TaskResult, history: HonestHistory) => Promise<void> | void,
): DishonestAct =>
  refused(`a result ${name}`, 'working', code, async (history) => {
    const result = copy(history.result())
    await change(result, history)
    return history.world.protocol.result(EXECUTOR, TASK, result)
  })

const first = <T>(from: readonly T[]): T => from[0] as T

const RESULTS: readonly DishonestAct[] = [
  saying('whose claim points nowhere', 'result_invalid', (result) => {
    first(result.claims).work_log_refs.push('w99')
  }),
  saying('with a claim about nothing that was asked', 'result_invalid', (result) => {
    result.claims.push({ ...first(result.claims), criterion_ref: 'c99' })
  }),
  saying('with two claims about one criterion', 'result_invalid', (result) => {
    result.claims.push({ ...first(result.claims), text: 'and again' })
  }),
  saying('with two entries of one name', 'result_invalid', (result) => {
    result.work_log.push({ ...first(result.work_log), text: 'another' })
  }),
  saying('with work that ends before it begins', 'result_invalid', (result) => {
    first(result.work_log).finished_at = '2020-01-01T00:00:00.000Z'
  }),
  saying('with an artifact that is not there', 'result_invalid', async (result, { world }) => {
    const ref = await world.keep('here')
    result.artifacts.push({ ...ref, package_id: 'elsewhere' as typeof ref.package_id })
  }),
  saying('with an artifact of another task', 'result_invalid', async (result, { world }) => {
    result.artifacts.push(await world.keep('foreign', 'another'))
  }),
  saying('with an artifact that is another one by now', 'result_invalid', async (result, { world }) => {
    const ref = await world.keep('mine')
    result.artifacts.push({ ...ref, manifest_sha256: 'f'.repeat(64) as typeof ref.manifest_sha256 })
  }),
  saying('for another dispatch', 'dispatch_not_current', (result) => {
    result.dispatch_id = '0123456789abcdef' as TaskResult['dispatch_id']
  }),
]

const judging = (name: string, change: (verdict: ReviewVerdict, history: HonestHistory) => void): DishonestAct =>
  refused(`a verdict ${name}`, 'awaiting_review', 'verdict_invalid', (history) => {
    const verdict = copy(history.rejection())
    change(verdict, history)
    return history.world.protocol.verdict(REVIEWER, TASK, verdict)
  })

const VERDICTS: readonly DishonestAct[] = [
  judging('that rejects without an issue', (verdict) => {
    verdict.issues = []
  }),
  judging('that approves with issues', (verdict) => {
    verdict.decision = 'approve'
  }),
  judging('without a criterion_ref', (verdict) => {
    // As it comes from a program that was not held to the schema.
    Reflect.deleteProperty(first(verdict.issues), 'criterion_ref')
  }),
  judging('about a criterion that was not asked', (verdict) => {
    first(verdict.issues).criterion_ref = 'c99'
  }),
  judging('without a work_log_ref', (verdict) => {
    first(verdict.issues).work_log_ref = null
  }),
  judging('about work that was not done', (verdict) => {
    first(verdict.issues).work_log_ref = 'w99'
  }),
  judging('with two issues of one name', (verdict) => {
    verdict.issues.push({ ...first(verdict.issues), text: 'another' })
  }),
  refused('an executor who reviews the own work', 'awaiting_review', 'verdict_invalid', (history) =>
    history.world.protocol.verdict(callAs('reviewer', EXECUTOR.actor.sub), TASK, history.approval()),
  ),
  refused('a verdict with the token of an executor', 'awaiting_review', 'scope_insufficient', (history) =>
    history.world.protocol.verdict(callAs('executor', 'critic'), TASK, history.approval()),
  ),
  refused('a verdict with a token for another task', 'awaiting_review', 'scope_insufficient', (history) => {
    const call = { ...REVIEWER, actor: { ...REVIEWER.actor, task_id: 'other' as typeof TASK } }
    return history.world.protocol.verdict(call, TASK, history.approval())
  }),
  refused('a verdict for another dispatch', 'awaiting_review', 'dispatch_not_current', (history) =>
    history.world.protocol.verdict(REVIEWER, TASK, {
      ...history.approval(),
      dispatch_id: '0123456789abcdef' as ReviewVerdict['dispatch_id'],
    }),
  ),
]

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
  refused('a dispatch of what the reviewer approved', 'awaiting_person', 'protocol_out_of_order', ({ world }) =>
    world.dispatch(),
  ),
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
    ...{ name: 'silence', when: 'working', code: null as never, line: 'heartbeat_warning', leavesTask: true },
    commit: async (history) => history.world.pass(65),
  },
]

/** The reviewer has rejected: the task has issues. */
const regiven = (name: string, change: (issues: ReviewVerdict['issues'], history: HonestHistory) => unknown[]): DishonestAct => ({
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
        await history.world.protocol.unlock(ADMIN, TASK, { reason: 'Once more then.', base_sha: history.world.baseSha() })
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
  ...['package.json', 'src', '../src/a.txt', '/src/a.txt', 'Src/a.txt', 'src/../secrets', 'docs/.hidden.md'].map((path) =>
    unproven(`a file outside the scope: ${path}`, 'scope_violation', (honest) => withPath(honest, path)),
  ),
  unproven('a check that was not run', 'protocol_refused', (honest) => ({ ...honest, checks: [] })),
  unproven('more files than can be listed', 'protocol_refused', (honest) => ({
    ...honest,
    workspace: honest.workspace === null ? null : { ...honest.workspace, complete: false },
  })),
]

export const DISHONEST_ACTS: readonly DishonestAct[] = [
  ...[...ECHOES, ...RESULTS, ...VERDICTS, ...ORDER, ...LATE, ...AGAIN, ...PROOF],
]
