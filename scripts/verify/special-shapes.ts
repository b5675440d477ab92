import { ApprovalPage } from '../../contract/approval.ts'
import { COOLING, FORBIDDEN, SHORT_LIVED, SHORT_SECONDS, TWO_PEOPLE, UNKNOWN } from './gate-policies.ts'
import { freshKey, must, type PublishStage } from './publish-stage.ts'
import type { Shape, Unapproved, WholeCall } from './unapproved-shapes.ts'
import { until } from './until.ts'

const EXPIRY_PATIENCE_MS = (SHORT_SECONDS + 20) * 1000

async function callOf(stage: PublishStage, agent: string): Promise<WholeCall> {
  return { token: await stage.agent(agent), call: stage.publish(await stage.newTask(true)) }
}

const unknownTo = (name: string, agent: string): Shape => ({ name, prepare: (stage) => callOf(stage, agent) })

/** Under the policy of special terms. */
export const SPECIAL_SHAPES: readonly Shape[] = [
  unknownTo('denied_by_rule', FORBIDDEN),
  unknownTo('denied_by_default', UNKNOWN),
  {
    name: 'one_of_two_people',
    prepare: async (stage) => {
      const { token, call } = await callOf(stage, TWO_PEOPLE)
      const pending = await stage.ask(token, call)
      must(200, await stage.approve(stage.console.token, pending))
      // The same person again is not a second one.
      must(409, await stage.approve(stage.console.token, pending))
      return { token, call: { ...call, idempotency_key: freshKey() } }
    },
  },
  {
    name: 'cooling_off',
    prepare: async (stage) => {
      const { token, call } = await callOf(stage, COOLING)
      await stage.approved(token, call)
      return { token, call: { ...call, idempotency_key: freshKey() } }
    },
  },
]

/** Approvals of the shortest life, every second one approved, waited for until all have expired. Under the policy of special terms. */
export async function expiredCalls(stage: PublishStage, count: number): Promise<Unapproved[]> {
  const calls: Unapproved[] = []
  const ids = new Set<string>()
  for (let n = 0; n < count; n++) {
    const one = await callOf(stage, SHORT_LIVED)
    const asked = n % 2 === 0 ? await stage.ask(one.token, one.call) : await stage.approved(one.token, one.call)
    ids.add(asked.approval_id)
    calls.push({ ...one, call: { ...one.call, idempotency_key: freshKey() } })
  }
  const expired = async (): Promise<number> => {
    const page = must(200, await stage.console.get('/api/approvals?state=expired&limit=500'))
    return ApprovalPage.parse(JSON.parse(page)).items.filter(({ approval_id }) => ids.has(approval_id)).length
  }
  if (!(await until(EXPIRY_PATIENCE_MS, async () => (await expired()) === count)))
    throw new Error('approvals did not expire when they were due')
  return calls
}
