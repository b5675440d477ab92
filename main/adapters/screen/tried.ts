import type { ToolStatus } from '../../../contract/tool.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { ToolError } from '../../core/tools/tool.ts'

/** What the last attempt at an outside thing showed. */
export interface Tried {
  /** Remembers how it ends. */
  remember<T>(work: () => Promise<T>): Promise<T>
  /** `missing`: why it cannot work, as far as that is known now without trying; `words`: what it does when it works. */
  status(missing: ToolError | null, words: string): ToolStatus
}

/** These say that the thing itself is not there; other failures are those of one call. */
const OUT_OF_ORDER = ['screen_no_display', 'screen_permission', 'screen_program_missing']

/** `onChange`: the thing is out of order now, or in order again. */
export function createTried(clock: Clock, onChange: () => void): Tried {
  let last: { readonly at: string; readonly failure: ToolError | null } | null = null

  function note(failure: ToolError | null): void {
    const before = last?.failure?.error_code
    last = { at: timestamp(clock), failure }
    if (before !== failure?.error_code) onChange()
  }

  return {
    remember: async (work) => {
      try {
        const value = await work()
        note(null)
        return value
      } catch (error) {
        if (error instanceof ToolError && OUT_OF_ORDER.includes(error.error_code)) note(error)
        throw error
      }
    },
    status: (missing, words) => {
      const known = missing === null ? last : null
      const told =
        known === null
          ? { source: 'this machine was looked at', checked_at: timestamp(clock) }
          : { source: 'known from the last call', checked_at: known.at }
      const failure = missing ?? known?.failure ?? null
      if (failure === null) return { state: 'ready', detail: words, remediation_hint: null, ...told }
      const { message, remediation_hint } = failure
      return { state: 'unavailable', detail: message.slice(0, 1000), remediation_hint, ...told }
    },
  }
}
