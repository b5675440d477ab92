import * as z from 'zod'
import { IntakeState } from '../../contract/intake.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { repeatQuestion } from './repeated-question.ts'

/** Whether requests from outside are taken up, as it was last heard; null as long as that is not known. */
export interface IntakeWatch {
  current(): IntakeState | null
  watch(onChange: () => void): () => void
  close(): void
}

const InfoWithIntake = z.looseObject({ intake: IntakeState })

/** How long after a read that failed it is read again, in milliseconds. */
const AGAIN_MS = 60_000
/** The same once something happened: many events are one more read. */
const SOON_MS = 1000

/** Reads the state once (`/system/info`), then follows the events. A read that fails is made again until the state is known. */
export function watchIntake(parts: {
  readonly readInfo: () => Promise<Response>
  readonly hub: Pick<EventHub, 'observe'>
  readonly timers: Timers
  readonly logger: Logger
}): IntakeWatch {
  const watchers = new Set<() => void>()
  let intake: IntakeState | null = null
  let closed = false

  function become(next: IntakeState): void {
    intake = next
    // From here on the events tell everything.
    question.close()
    for (const watcher of watchers) watcher()
  }

  async function ask(): Promise<number> {
    try {
      const info = InfoWithIntake.parse(await (await parts.readInfo()).json())
      // What an event told meanwhile is newer.
      if (!closed && intake === null) become(info.intake)
    } catch (error) {
      parts.logger.warn({ err: error }, 'the state of the intake is not known')
    }
    return AGAIN_MS
  }

  const question = repeatQuestion({ ask, soonMs: SOON_MS, timers: parts.timers })
  const unobserve = parts.hub.observe((name, payload) => {
    if (name === 'intake_changed' && 'intake' in payload) become(payload.intake)
    else question.soon()
  })

  return {
    current: () => intake,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => {
        watchers.delete(onChange)
      }
    },
    close: () => {
      closed = true
      unobserve()
      question.close()
    },
  }
}
