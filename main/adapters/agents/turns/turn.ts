import type { WorkLogEntry } from '../../../../contract/protocol.ts'
import type { AgentExit } from '../../../core/agents/agent-port.ts'

/** A JSON Schema (2020-12) of an object, as far as OpenAI's structured outputs take it: every member required, no other. */
export type AnswerSchema = Readonly<Record<string, unknown>>

/**
 * One thing that a model is asked for. Each stands by itself: nothing said in another is known in it. `may_write` false: it may look at
 * files and change none.
 */
export interface Turn {
  readonly kind: 'echo' | 'work' | 'review'
  readonly prompt: string
  readonly schema: AnswerSchema
  readonly may_write: boolean
}

/** One step of the work, before it has a number. */
export type WorkStep = Omit<WorkLogEntry, 'entry_id'>

/** `text`: what the model answered last, untrusted. When it came to no answer, `exit` says how. */
export type TurnOutcome =
  | { readonly ok: true; readonly text: string; readonly steps: readonly WorkStep[] }
  | { readonly ok: false; readonly exit: AgentExit }

/** Asks a model; `sign` is called whenever there is a sign that it works, with what it does in few words. */
export type TakeTurn = (turn: Turn, sign: (note: string) => void) => Promise<TurnOutcome>
