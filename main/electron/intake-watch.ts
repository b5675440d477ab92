import * as z from 'zod'
import { IntakeState } from '../../contract/intake.ts'
import type { EventHub } from '../core/broadcast/event-hub.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'

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
  let failed: { readonly cancel: () => void; readonly soon: boolean } | null = null

  function become(next: IntakeState): void {
    intake = next
    failed?.cancel()
    failed = null
    for (const watcher of watchers) watcher()
  }

  const unobserve = parts.hub.observe((name, payload) => {
    if (name === 'intake_changed' && 'intake' in payload) become(payload.intake)
    else if (failed?.soon === false) readAgain(SOON_MS)
  })
  async function read(): Promise<void> {
    const info = InfoWithIntake.parse(await (await parts.readInfo()).json())
    // What an event told meanwhile is newer.
    if (!closed && intake === null) become(info.intake)
  }
  function readOrAgain(): void {
    read().catch((error: unknown) => {
      parts.logger.warn({ err: error }, 'the state of the intake is not known')
      if (!closed && intake === null) readAgain(AGAIN_MS)
    })
  }
  function readAgain(ms: number): void {
    failed?.cancel()
    const cancel = parts.timers.after(ms, () => {
      failed = null
      readOrAgain()
    })
    failed = { cancel, soon: ms === SOON_MS }
  }
  readOrAgain()

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
      failed?.cancel()
      unobserve()
    },
  }
}
