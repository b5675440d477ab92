import type { ModelRequest } from './model-requests.ts'
import type { PlannedMove } from './model-stand-in.ts'

/** What a request is about, read from its prompt. */
export interface AskedTurn {
  readonly kind: 'Echo' | 'Work' | 'Review'
  readonly round: number
  /** How many calls of tools were answered since the prompt. */
  readonly calls: number
}

export function askedTurn({ prompt, results }: ModelRequest): AskedTurn {
  const found = /^(Echo|Work|Review) of dispatch [a-z0-9]+, round (\d+)/.exec(prompt)
  if (found === null) throw new Error('no prompt of the console is in the request')
  return { kind: found[1] as AskedTurn['kind'], round: Number(found[2]), calls: results.length }
}

/** The echo that an honest model gives: what the prompt shows, with `check: null` where there is none. */
export function honestEcho({ prompt }: ModelRequest): { acceptance_criteria: object[]; declared_scope: string[] } {
  const text = /What you are held to:\n([\s\S]*?)\n\n/.exec(prompt)?.[1] ?? ''
  const held = JSON.parse(text) as { acceptance_criteria: object[]; declared_scope: string[] }
  return { ...held, acceptance_criteria: held.acceptance_criteria.map((item) => ({ check: null, ...item })) }
}

/** Moves of a model for one round: commands one after the other, then the answer. */
export function commandsThen(request: ModelRequest, commands: readonly string[], answer: object): PlannedMove {
  const next = commands[request.results.length]
  return next === undefined ? { say: JSON.stringify(answer) } : { run: next }
}
