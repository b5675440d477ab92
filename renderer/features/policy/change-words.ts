import type { SimulatedChange } from '../../../contract/policy.ts'

export const EFFECT_WORDS = { allow: 'allowed', ask: 'a person is asked', deny: 'denied' } as const

/** A call that could leave the machine, and that nobody would be asked about any more. */
export function isGrave({ before, after, side_effect_level }: SimulatedChange): boolean {
  return (
    after.effect === 'allow' &&
    before.effect !== 'allow' &&
    (side_effect_level === 'external_notify' || side_effect_level === 'external_publish')
  )
}

/** Grave ones first; the rest in the order that they came. */
export function gravestFirst(changes: readonly SimulatedChange[]): SimulatedChange[] {
  return [...changes.filter(isGrave), ...changes.filter((change) => !isGrave(change))]
}
