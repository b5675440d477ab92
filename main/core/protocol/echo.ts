import type { Sha256 } from '../../../contract/ids.ts'
import type { AckEcho, Dispatch, EchoDifference } from '../../../contract/protocol.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'

const MAX_DIFFERENCES = 50
const MAX_SHOWN = 2000

type Asked = Pick<Dispatch, 'dispatch_id' | 'acceptance_criteria' | 'declared_scope'>

/** sha256 of the canonical JSON of the echo that a dispatch wants. */
export function echoSha({ dispatch_id, acceptance_criteria, declared_scope }: Asked | AckEcho): Sha256 {
  return sha256(canonicalJson({ dispatch_id, acceptance_criteria, declared_scope }))
}

/** Where an echo differs from what was dispatched, item by item and in their order; empty when it is equal. At most 50 are given. */
export function echoDifferences(asked: Asked, echo: AckEcho): EchoDifference[] {
  return [
    ...differences('acceptance_criteria', asked.acceptance_criteria, echo.acceptance_criteria),
    ...differences('declared_scope', asked.declared_scope, echo.declared_scope),
  ].slice(0, MAX_DIFFERENCES)
}

function differences(name: string, asked: readonly unknown[], given: readonly unknown[]): EchoDifference[] {
  const found: EchoDifference[] = []
  for (let index = 0; index < Math.max(asked.length, given.length); index += 1) {
    const expected = index < asked.length ? canonicalJson(asked[index]) : null
    const echoed = index < given.length ? canonicalJson(given[index]) : null
    if (expected !== echoed) found.push({ path: `${name}[${index}]`, expected: cut(expected), given: cut(echoed) })
  }
  return found
}

const cut = (text: string | null): string | null => text?.slice(0, MAX_SHOWN).toWellFormed() ?? null
