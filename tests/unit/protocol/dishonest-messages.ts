import type { AckEcho, ReviewVerdict, TaskResult } from '../../../contract/protocol.ts'
import { echoOf } from '../../support/protocol-messages.ts'
import { callAs, EXECUTOR, REVIEWER, TASK } from '../../support/protocol-world.ts'
import { altered, copy, type DishonestAct, first, refused } from './dishonest-act.ts'
import type { HonestHistory } from './honest-history.ts'

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
  echoing('with a member that reading would lose', (echo) => {
    Object.defineProperty(criteriaOf(echo)[0], '__proto__', { value: { x: 1 }, enumerable: true })
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

/** Messages that say what is not so. */
export const DISHONEST_MESSAGES: readonly DishonestAct[] = [...ECHOES, ...RESULTS, ...VERDICTS]
