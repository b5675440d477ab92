import type { ZodType } from 'zod'
import type { JsonObject } from '../../../../contract/json-object.ts'
import { pause } from '../../kernel/pause.ts'
import type { Timers } from '../../kernel/timers.ts'
import { ToolError } from '../tool.ts'
import { obsFailure } from './obs-errors.ts'
import type { ObsHappening, ObsLink } from './obs-link.ts'

/** What the tools do with OBS: asking, and waiting for what it tells. Every failure is a ToolError. */
export interface ObsDesk {
  /** The answer, as far as `shape` names it. Throws ToolError by code, `obs_answer_invalid` for another shape. */
  ask<T>(shape: ZodType<T>, request: string, data: JsonObject, signal: AbortSignal): Promise<T>
  /** The same for what is answered with nothing. */
  tell(request: string, data: JsonObject, signal: AbortSignal): Promise<void>
  /** Listens from this call on, so that it is made before OBS is asked to do something. */
  expect<T>(wanted: (event: string, data: JsonObject) => T | null): Expected<T>
  /** Resolves after that many milliseconds; rejects with the reason of the signal. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

export interface Expected<T> {
  /**
   * What OBS told first that was wanted, now or earlier; null when it did not within `ms`. Throws ToolError `obs_connection_lost` when the
   * connection ended, and the reason of the signal.
   */
  within(ms: number, signal: AbortSignal): Promise<T | null>
  /** Stops listening. */
  end(): void
}

export function createObsDesk({ link, timers }: { link: ObsLink; timers: Timers }): ObsDesk {
  async function call(request: string, data: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    try {
      return await link.call(request, data, signal)
    } catch (error) {
      throw obsFailure(error)
    }
  }

  /** Null after `ms` milliseconds. */
  async function wait<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | null> {
    signal.throwIfAborted()
    const ended = Promise.withResolvers<null>()
    const cancel = timers.after(ms, () => ended.resolve(null))
    const abort = (): void => ended.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await Promise.race([work, ended.promise])
    } finally {
      cancel()
      signal.removeEventListener('abort', abort)
    }
  }

  return {
    ask: async (shape, request, data, signal) => {
      const answer = shape.safeParse(await call(request, data, signal))
      if (answer.success) return answer.data
      throw new ToolError(
        'obs_answer_invalid',
        `OBS answered ${request} with something else than its protocol says.`,
        'Look what listens at tools.obs.url, and whether the version of OBS is one of those in docs/specs/tools/obs.md.',
      )
    },
    tell: async (request, data, signal) => {
      await call(request, data, signal)
    },
    expect: <T>(wanted: (event: string, data: JsonObject) => T | null) => {
      const heard = Promise.withResolvers<T>()
      heard.promise.catch(() => undefined)
      const listener = (happening: ObsHappening): void => {
        if (happening.kind === 'lost') heard.reject(obsFailure(happening.problem))
        const found = happening.kind === 'told' ? wanted(happening.event, happening.data) : null
        if (found !== null) heard.resolve(found)
      }
      const end = link.watch(listener)
      return { within: (ms, signal) => wait(heard.promise, ms, signal), end }
    },
    pause: (ms, signal) => pause(timers, ms, signal),
  }
}
