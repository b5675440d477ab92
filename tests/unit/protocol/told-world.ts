import type { Dispatch, Observed } from '../../../contract/protocol.ts'
import { CRITERIA, echoOf, resultOf, SCOPE } from '../../support/protocol-messages.ts'
import {
  ADMIN,
  EXECUTOR,
  goodObservation,
  type ProtocolWorld,
  protocolWorld,
  TASK,
  toldListener,
} from '../../support/protocol-world.ts'

/** A task with criteria and a scope, and somebody who is told of every step. */
export async function started(options: Parameters<typeof protocolWorld>[0] = {}) {
  const world = await protocolWorld(options)
  const listener = toldListener()
  world.protocol.listen(listener)
  await world.create({ acceptance_criteria: CRITERIA, declared_scope: SCOPE })
  await world.protocol.start()
  return { ...world, told: listener.told }
}

/** An admin approves the task as it is now. */
export const approve = (world: ProtocolWorld, override_reason: string | null) =>
  world.protocol.decide(ADMIN, TASK, {
    ...{ decision: 'approve', comment: null, base_sha: world.baseSha(), override_reason },
  })

/** A round up to its review; `change`: what the console finds instead of what it would find after honest work. `given`: whom it is given to. */
export async function handedIn(
  world: ProtocolWorld,
  change: (honest: Observed) => Observed = (honest) => honest,
  given: object = {},
): Promise<Dispatch> {
  const dispatch = await world.dispatch(given)
  await world.protocol.ack(EXECUTOR, TASK, echoOf(dispatch))
  await world.protocol.result(EXECUTOR, TASK, resultOf(dispatch))
  const honest = await goodObservation(world, dispatch, ['src/a.txt'])
  await world.protocol.observe(TASK, dispatch.dispatch_id, change(honest))
  return dispatch
}
