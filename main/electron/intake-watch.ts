import * as z from 'zod'
import { IntakeState } from '../../contract/intake.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Logger } from '../core/kernel/logger.ts'

/** Whether requests from outside are taken up, as it was last heard; null as long as that is not known. */
export interface IntakeWatch {
  current(): IntakeState | null
  watch(onChange: () => void): () => void
  close(): void
}

const InfoWithIntake = z.looseObject({ intake: IntakeState })

/** Reads the state once (`/system/info`), then follows the events. */
export function watchIntake(parts: {
  readonly readInfo: () => Promise<Response>
  readonly hub: Pick<EventHub, 'observe'>
  readonly logger: Logger
}): IntakeWatch {
  const watchers = new Set<() => void>()
  let intake: IntakeState | null = null
  let closed = false

  function become(next: IntakeState): void {
    intake = next
    for (const watcher of watchers) watcher()
  }

  const unobserve = parts.hub.observe((name, payload) => {
    if (name === 'intake_changed' && 'intake' in payload) become(payload.intake)
  })
  async function read(): Promise<void> {
    const info = InfoWithIntake.parse(await (await parts.readInfo()).json())
    // What an event told meanwhile is newer.
    if (!closed && intake === null) become(info.intake)
  }
  read().catch((error: unknown) => parts.logger.warn({ err: error }, 'the state of the intake is not known'))

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
    },
  }
}
