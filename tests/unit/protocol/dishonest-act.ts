import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import type { HonestHistory } from './honest-history.ts'

/** Something that the protocol does not allow, and how it shows. `leavesTask`: not one byte of the task file is another one afterwards. */
export interface DishonestAct {
  readonly name: string
  readonly when: ProtocolPhase
  readonly code: string | null
  readonly line: string
  readonly leavesTask: boolean
  commit(history: HonestHistory): Promise<unknown>
}

export type Commit = DishonestAct['commit']

export const refused = (name: string, when: ProtocolPhase, code: string, commit: Commit): DishonestAct => ({
  ...{ name, when, code, line: 'protocol_refused', leavesTask: true, commit },
})

export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** One character of a text is another one. */
export function altered(text: string, history: HonestHistory): string {
  const at = history.random.below(text.length)
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
}

export const first = <T>(from: readonly T[]): T => from[0] as T
