import { freshKey, type PublishStage } from './publish-stage.ts'

export interface RaceResult {
  readonly races: number
  readonly calls: number
  /** Races in which the approved call ran other than exactly once. */
  readonly notOnce: number
}

/** One approval, and the approved call sent many times at once, each with a key of its own: it runs once. */
export async function raceForApprovals(stage: PublishStage, races: number, atOnce: number): Promise<RaceResult> {
  const token = await stage.agent('agent-racing')
  let notOnce = 0
  for (let n = 0; n < races; n++) {
    const call = stage.publish(await stage.newTask(true))
    await stage.approved(token, call)
    const sent = Array.from({ length: atOnce }, () => stage.send(token, { ...call, idempotency_key: freshKey() }))
    const ran = (await Promise.all(sent)).filter(({ status }) => status === 200)
    if (ran.length !== 1) notOnce++
  }
  return { races, calls: races * atOnce, notOnce }
}
