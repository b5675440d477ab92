import { ToolRun } from '../../contract/tool.ts'
import type { TimedAnswer } from './console-under-test.ts'
import { denialOf, freshKey, type PublishStage } from './publish-stage.ts'

export interface RaceResult {
  readonly races: number
  readonly calls: number
  /** Races in which the approved call ran other than exactly once, or another sending was not denied or given the recorded outcome. */
  readonly notOnce: number
}

/** One approval, and the approved call sent many times at once, by turns each with a key of its own and all with one: it runs once. */
export async function raceForApprovals(stage: PublishStage, races: number, atOnce: number): Promise<RaceResult> {
  const token = await stage.agent('agent-racing')
  let notOnce = 0
  for (let n = 0; n < races; n++) {
    const call = stage.publish(await stage.newTask(true))
    await stage.approved(token, call)
    const keyOf = n % 2 === 0 ? freshKey : () => call.idempotency_key
    const sent = Array.from({ length: atOnce }, () => stage.send(token, { ...call, idempotency_key: keyOf() }))
    const answers = await Promise.all(sent)
    if (answers.filter(isFirstOutcome).length !== 1 || answers.some(isNeitherRunNorDenied)) notOnce++
  }
  return { races, calls: races * atOnce, notOnce }
}

const isFirstOutcome = ({ status, text }: TimedAnswer): boolean =>
  status === 200 && !ToolRun.parse(JSON.parse(text)).replayed

const isNeitherRunNorDenied = (answer: TimedAnswer): boolean => answer.status !== 200 && denialOf(answer) === null
