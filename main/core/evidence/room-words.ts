import type { OrphanContent } from './evidence-disk.ts'
import type { Limit, RoomFacts } from './room-limits.ts'

/** Why nothing that makes evidence may begin, and what can be done about it. */
export interface RoomRefusal {
  readonly detail: string
  readonly remedy: string
}

const MIB = 1024 * 1024

/** In MiB, for a person. */
const mib = (bytes: number | null): string => (bytes === null ? 'unknown' : `${Math.round(bytes / MIB)} MiB`)

/** How it stands with a limit. */
export function roomWords(limit: Limit, { used, free, limits }: RoomFacts): string {
  const { budget_bytes, keep_free_bytes } = limits
  return limit === 'budget'
    ? `the evidence takes ${mib(used)} of the ${mib(budget_bytes)} that evidence_budget_bytes allows; at the limit no tool begins that makes more`
    : `the disk of the evidence has ${mib(free)} free, and evidence_keep_free_bytes keeps ${mib(keep_free_bytes)}; below it no tool begins that makes more`
}

export function orphanWords(orphans: readonly OrphanContent[]): string {
  const bytes = orphans.reduce((sum, one) => sum + one.bytes, 0)
  return `audit/evidence/.objects holds ${orphans.length} contents (${mib(bytes)}) whose packages are gone; nothing was deleted`
}

export function refusalOf(limit: Limit, facts: RoomFacts): RoomRefusal {
  const remedy =
    limit === 'budget'
      ? 'Raise evidence_budget_bytes in the settings, or export old packages and move them away; it is counted anew within a minute.'
      : 'Make room on the disk, or lower evidence_keep_free_bytes in the settings.'
  return { detail: `There is no room for more evidence: ${roomWords(limit, facts)}.`, remedy }
}
