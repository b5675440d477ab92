import { type Clock, timestamp } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/logger.ts'
import { pause } from '../../kernel/pause.ts'
import type { Timers } from '../../kernel/timers.ts'
import type { ToolContext } from '../tool.ts'
import { type DeliveryStep, type Ended, mayHaveArrived, nextStep, waitBeforeNext } from './delivery-plan.ts'
import { type DeliveryEntry, type DeliveryJournal, type Outcome, outcomeOf } from './delivery-record.ts'
import type { NotifySettings } from './notify-settings.ts'
import type { WayOut } from './way-out.ts'

export interface DeliverParts {
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: IdSource
  readonly logger: Logger
}

/** How a delivery ended, with everything that was tried. `stopped`: its signal fell while it waited for the next attempt. */
export interface Delivery {
  readonly entries: readonly DeliveryEntry[]
  readonly end: Exclude<DeliveryStep, { do: 'attempt' }> | { readonly do: 'stopped'; readonly ended: Ended | null }
}

/** One delivery: what is to be done, how far it is, and what holds for it. */
export interface DeliveryTask {
  readonly way: WayOut
  readonly repeatable: boolean
  readonly journal: DeliveryJournal
  /** What stands in the journal. */
  readonly known: readonly DeliveryEntry[]
  readonly settings: Pick<NotifySettings, 'attempts' | 'first_wait_ms'>
  /** When it must be over. */
  readonly until_ms: number
}

/**
 * Tries until it has arrived, is refused, or no attempt or no time is left; from where the journal stands. Before every attempt the intent
 * is on the disk. Rejects when an intent cannot be written; then nothing was sent for it.
 */
export async function deliver(
  parts: DeliverParts,
  { way, repeatable, journal, known, settings, until_ms }: DeliveryTask,
  context: Pick<ToolContext, 'signal' | 'progress' | 'call_id'>,
): Promise<Delivery> {
  const { clock, logger } = parts
  const { signal, call_id } = context
  const entries = [...known]

  async function attempt(number: number): Promise<void> {
    const intent = { kind: 'intent' as const, attempt: number, at: timestamp(clock), to: way.to }
    await journal.write(intent)
    entries.push(intent)
    const outcome = await withinTime(parts, way, Math.min(way.attempt_ms, until_ms - clock.now()), signal)
    const answer = { kind: 'answer' as const, attempt: number, at: timestamp(clock), outcome }
    entries.push(answer)
    // What came of it is known here; without the line a crash from now on would only make it unknown again.
    await journal.write(answer).catch((error: unknown) => {
      logger.error({ err: error, call_id }, 'the answer to a notification could not be written down')
    })
  }

  for (;;) {
    const step = nextStep(entries, { attempts: settings.attempts, repeatable, to: way.to })
    if (step.do !== 'attempt') return { entries, end: step }
    if (step.after !== null) {
      const random = Number.parseInt(parts.ids.hex(4), 16) / 2 ** 32
      const due = Date.parse(step.after.at) + waitBeforeNext(step.after, settings.first_wait_ms, random)
      if (due >= until_ms) return { entries, end: outOfTime(entries, step.after) }
      const seconds = Math.ceil(Math.max(0, due - clock.now()) / 1000)
      context.progress(null, `attempt ${step.attempt} of ${settings.attempts} in ${seconds} s`)
      // Cut short only by the signal, which is looked at next.
      await pause(parts.timers, Math.max(0, due - clock.now()), signal).catch(() => undefined)
    }
    if (signal.aborted) return { entries, end: { do: 'stopped', ended: step.after } }
    context.progress(null, `attempt ${step.attempt} of ${settings.attempts}`)
    await attempt(step.attempt)
  }
}

function outOfTime(entries: readonly DeliveryEntry[], ended: Ended): Delivery['end'] {
  return { do: 'failed', how: mayHaveArrived(entries) ? 'unknown' : 'not_delivered', ended }
}

async function withinTime({ timers }: DeliverParts, way: WayOut, ms: number, signal: AbortSignal): Promise<Outcome> {
  const late = new AbortController()
  const cancel = timers.after(Math.max(1, ms), () => late.abort(new Error('no answer in time')))
  try {
    return await way.attempt(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    // A way out that throws broke its promise; what it did before that nobody knows.
    return outcomeOf('unknown', { reason: error instanceof Error ? error.name : 'an error that is none' })
  } finally {
    cancel()
  }
}
