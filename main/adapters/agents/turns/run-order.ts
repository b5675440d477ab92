import type { AgentExit, AgentOrder, AgentSink } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'
import { outOfTime } from './exits.ts'
import { runExecutor } from './run-executor.ts'
import { runReviewer } from './run-reviewer.ts'
import type { TakeTurn } from './turn.ts'

/**
 * Carries out an order by asking a model, within `limits.seconds`. `taker` makes what asks; it ends what it started when its signal is
 * aborted, before its turn resolves.
 */
export async function runOrder(
  order: AgentOrder,
  sink: AgentSink,
  clock: Clock,
  signal: AbortSignal,
  taker: (signal: AbortSignal) => TakeTurn,
): Promise<AgentExit> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), order.limits.seconds * 1000)
  const take = taker(AbortSignal.any([signal, deadline.signal]))
  try {
    const exit =
      order.review === null
        ? await runExecutor(order, sink, take, clock)
        : await runReviewer(order, order.review, sink, take)
    return !exit.ok && deadline.signal.aborted && !signal.aborted ? outOfTime(order.limits.seconds) : exit
  } finally {
    clearTimeout(timer)
  }
}
