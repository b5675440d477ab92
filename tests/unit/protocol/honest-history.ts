import type { Dispatch, Observed, ReviewVerdict, TaskResult } from '../../../contract/protocol.ts'
import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import type { AcceptanceCriterion, Issue } from '../../../contract/task.ts'
import type { SeededRandom } from '../../support/crash-random.ts'
import { echoOf } from '../../support/protocol-messages.ts'
import {
  ADMIN,
  COORDINATOR,
  EXECUTOR,
  goodObservation,
  type ProtocolWorld,
  protocolWorld,
  REVIEWER,
  TASK,
} from '../../support/protocol-world.ts'

const WORDS = ['hello', 'naïve', '日本', 'a\tb', '"quoted"', 'line\nfeed', '\u{1f600}', 'Ａ', '1e3', '']

/** A history of one task in which everybody keeps to the protocol. */
export interface HonestHistory {
  readonly world: ProtocolWorld
  readonly random: SeededRandom
  /** The dispatch of the last round, and what was said in it. */
  dispatch(): Dispatch
  said(): { result: TaskResult | null; verdict: ReviewVerdict | null; issues: readonly Issue[] }
  phase(): Promise<ProtocolPhase>
  result(): TaskResult
  rejection(): ReviewVerdict
  approval(): ReviewVerdict
  /** One step onwards, of those that are possible. */
  step(): Promise<void>
  /** Steps until the task stands there. `everyCheck`: also so that nothing is left to doubt. */
  reach(phase: ProtocolPhase): Promise<void>
  /** What the console finds after the next result. */
  finds(change: (honest: Observed) => Observed): void
}

export async function honestHistory(random: SeededRandom): Promise<HonestHistory> {
  const world = await protocolWorld({ settings: { max_rounds: 2 + random.below(3) } })
  const { protocol } = world
  const several = <T>(least: number, most: number, make: (index: number) => T): T[] =>
    Array.from({ length: least + random.below(most - least + 1) }, (_, index) => make(index))
  const criteria: AcceptanceCriterion[] = several(2, 4, (index) => ({
    ...{ criterion_id: `c${index}`, text: `${random.pick(WORDS)} number ${index}` },
    ...(random.below(3) > 0
      ? { check: { argv: ['sh', '-c', random.pick(WORDS) || 'true'], timeout_seconds: 60 } }
      : {}),
  }))
  const scope = [
    'src/',
    ...several(1, 3, (index) => random.pick([`docs/*.md`, `tests/${index}/**`, `file-${index}.txt`])),
  ]
  const given = random.below(2) === 0
  await world.create(given ? {} : { acceptance_criteria: criteria, declared_scope: scope })

  let dispatch: Dispatch | null = null
  let result: TaskResult | null = null
  let verdict: ReviewVerdict | null = null
  let changed: (honest: Observed) => Observed = (honest) => honest
  const current = (): Dispatch => {
    if (dispatch === null) throw new Error('nothing was dispatched')
    return dispatch
  }

  protocol.listen({
    ...{ admit: () => undefined, dispatched: () => undefined, observed: () => undefined },
    ...{ verdictTaken: () => undefined, roundEnded: () => undefined },
    resultTaken: (taskId, of) => {
      void goodObservation(world, of, random.below(2) === 0 ? ['src/a.txt'] : []).then((honest) =>
        protocol.observe(taskId, of.dispatch_id, changed(honest)),
      )
    },
  })
  await protocol.start()

  const phase = async (): Promise<ProtocolPhase> => (await protocol.view(TASK)).phase
  const at = (): string => new Date(world.clock.now()).toISOString()

  function makeResult(): TaskResult {
    const work_log = several(1, 4, (index) => ({
      ...{ entry_id: `w${index}`, started_at: at(), finished_at: random.below(3) === 0 ? null : at() },
      ...{ text: random.pick(WORDS), command: null, exit_code: null, files: ['src/a.txt'] },
    }))
    const refs = work_log.map(({ entry_id }) => entry_id)
    const claims = criteria.map(({ criterion_id }) => ({
      ...{ criterion_ref: criterion_id, met: true, text: random.pick(WORDS), work_log_refs: [random.pick(refs)] },
    }))
    const diff_snapshot = random.below(2) === 0 ? null : { files: ['src/a.txt'], patch: random.pick(['', '+++ b\n']) }
    return { dispatch_id: current().dispatch_id, summary: '', work_log, diff_snapshot, claims, artifacts: [] }
  }

  function rejection(): ReviewVerdict {
    const entries = result?.work_log.map(({ entry_id }) => entry_id) ?? ['w0']
    const issues = several(2, 3, (index) => ({
      ...{ issue_id: `i${index}`, criterion_ref: random.pick(criteria).criterion_id },
      ...{ work_log_ref: random.pick(entries), text: `${random.pick(WORDS)} is missing` },
    }))
    return { dispatch_id: current().dispatch_id, decision: 'reject', comment: random.pick(WORDS), issues }
  }
  const approval = (): ReviewVerdict => ({
    ...{ dispatch_id: current().dispatch_id, decision: 'approve', comment: '', issues: [] },
  })

  /** Sent once, or again as it is, as after an answer that got lost. */
  async function sent(send: () => Promise<unknown>): Promise<void> {
    for (let times = random.below(4) === 0 ? 2 : 1; times > 0; times -= 1) await send()
    await world.settle()
  }

  async function judge(wanted: ProtocolPhase | null): Promise<void> {
    const isGood = wanted === 'awaiting_person' || (wanted === null && random.below(2) === 0)
    verdict = isGood ? approval() : rejection()
    const said = verdict
    await sent(() => protocol.verdict(REVIEWER, TASK, said))
  }

  async function work(wanted: ProtocolPhase | null): Promise<void> {
    if (wanted !== 'awaiting_review' && random.below(12) === 0) {
      const reason = 'the plan changed'
      await protocol.withdraw(COORDINATOR, TASK, { dispatch_id: current().dispatch_id, reason })
      return
    }
    for (let beats = random.below(4); beats > 0; beats -= 1) {
      await world.pass(1 + random.below(50))
      await protocol.heartbeat(EXECUTOR, TASK, { dispatch_id: current().dispatch_id, note: random.pick(WORDS) })
    }
    result = makeResult()
    const said = result
    await sent(() => protocol.result(EXECUTOR, TASK, said))
  }

  async function onwards(wanted: ProtocolPhase | null): Promise<void> {
    switch (await phase()) {
      case 'idle':
        dispatch = await world.dispatch(given ? { acceptance_criteria: criteria, declared_scope: scope } : {})
        return
      case 'awaiting_dispatch': {
        const { issues } = world.task()
        dispatch = await world.dispatch(random.below(2) === 0 ? {} : { issues: JSON.parse(JSON.stringify(issues)) })
        return
      }
      case 'awaiting_ack':
        return sent(() => protocol.ack(EXECUTOR, TASK, echoOf(current())))
      case 'working':
        return work(wanted)
      case 'awaiting_review':
        return judge(wanted)
      case 'locked':
        await protocol.unlock(ADMIN, TASK, { reason: 'It was looked at again.', base_sha: world.baseSha() })
        return
      case 'awaiting_person': {
        const { ledger, base_sha } = await protocol.view(TASK)
        const override_reason = ledger.blocks_approval ? 'I looked at it myself.' : null
        const decision = random.pick(['approve', 'reject'] as const)
        await protocol.decide(ADMIN, TASK, { decision, comment: null, base_sha, override_reason })
        return
      }
      default:
        throw new Error(`no honest step from ${await phase()}`)
    }
  }

  return {
    ...{ world, random, phase, rejection, approval, dispatch: current, result: makeResult },
    said: () => ({ result, verdict, issues: world.task().issues }),
    step: () => onwards(null),
    reach: async (wanted) => {
      for (let steps = 0; (await phase()) !== wanted; steps += 1) {
        if (steps > 200) throw new Error(`${wanted} was not reached`)
        await onwards(wanted)
      }
    },
    finds: (change) => {
      changed = change
    },
  }
}
