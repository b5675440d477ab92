import type { JsonObject } from '../../../../contract/json-object.ts'
import type { Tool, ToolError } from '../tool.ts'
import type { ObsDesk } from './obs-desk.ts'

/** Something that OBS is told to do, and that can be seen afterwards. */
export interface ObsTurn<A extends JsonObject, R extends JsonObject> {
  /** Throws ToolError when it shall not be done now. */
  before(args: A, signal: AbortSignal): Promise<void>
  act(args: A, signal: AbortSignal): Promise<void>
  /** What is to be answered once OBS shows that it is so; null as long as it is not. */
  shown(args: A, signal: AbortSignal): Promise<R | null>
  /** Why it came to nothing, although OBS did not refuse it. */
  missed(args: A): ToolError
}

/** OBS takes most questions and carries them out later, or not at all: how long it is looked at, and how often, in milliseconds. */
const SHOWN_MS = 8000
const LOOK_MS = 100

/**
 * Done only when OBS shows what was asked for. After a crash of the console it is looked at again, and never asked again.
 */
export function turnTool<A extends JsonObject, R extends JsonObject>(
  desk: Pick<ObsDesk, 'pause'>,
  about: Omit<Tool<A, R>, 'run' | 'recover' | 'timeout_ms' | 'grace_ms'>,
  turn: ObsTurn<A, R>,
): Tool<A, R> {
  return {
    ...about,
    timeout_ms: 60_000,
    grace_ms: 0,
    run: async (args, { signal }) => {
      await turn.before(args, signal)
      await turn.act(args, signal)
      for (let waited = 0; waited <= SHOWN_MS; waited += LOOK_MS) {
        const result = await turn.shown(args, signal)
        if (result !== null) return { result, artifacts: [] }
        await desk.pause(LOOK_MS, signal)
      }
      throw turn.missed(args)
    },
    recover: async (args, { signal }) => {
      const result = await turn.shown(args, signal)
      if (result === null) throw turn.missed(args)
      return { result, artifacts: [] }
    },
  }
}
