import { SideEffectLevel } from '../../../contract/tool.ts'

/** From 0 for what changes nothing to 3 for what the world sees. */
export function gravity(level: SideEffectLevel): number {
  return SideEffectLevel.options.indexOf(level)
}

export function graver(a: SideEffectLevel, b: SideEffectLevel): SideEffectLevel {
  return gravity(a) >= gravity(b) ? a : b
}

/** The level and all that are graver: what a call of a tool of this level may declare. */
export function atLeast(level: SideEffectLevel): readonly SideEffectLevel[] {
  return SideEffectLevel.options.slice(gravity(level))
}
