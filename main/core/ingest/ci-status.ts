import type { CiCheck, CiState, CiStatus } from '../../../contract/outside-refs.ts'

/** How bad a state is. What is not finished is worse than what is merely not known, and nothing is calmer than `passed`. */
const SEVERITY: Readonly<Record<CiState, number>> = {
  ...{ failed: 5, running: 4, queued: 3 },
  ...{ cancelled: 2, unknown: 1, passed: 0 },
}

/** Above 0 when `a` is worse. */
export function compareSeverity(a: CiState, b: CiState): number {
  return SEVERITY[a] - SEVERITY[b]
}

/** How far along a check is: at the same time, `running` comes after `queued`, and an end after both. */
const PROGRESS: Readonly<Record<CiState, number>> = {
  ...{ queued: 0, running: 1 },
  ...{ failed: 2, cancelled: 2, unknown: 2, passed: 2 },
}

/** As many as the contract takes. Calm and old ones make room first, never a failed or unfinished one for a passed one. */
const MAX_CHECKS = 200

/**
 * The status after one more word of a check. What comes out depends on which words came, not on their order: of each check (`key`) the
 * latest word counts, at the same time the one further along, then the worse one; the status is the worst of the checks of
 * `headCommit`. (Only beyond 200 checks the order matters: a check that was dropped has no memory of when it spoke.)
 *
 * `headCommit` null: the task has no commit, so words about any commit count. Otherwise a word about another commit, or about none,
 * says nothing of the task.
 *
 * Returns `'stale'` when the status holds a later word of the same check, null when nothing changes.
 */
export function withCheck(
  current: CiStatus | null,
  check: CiCheck,
  headCommit: string | null,
): CiStatus | 'stale' | null {
  if (!isAt(check, headCommit)) return null
  const held = checksOf(current).filter((other) => isAt(other, headCommit))
  const same = held.find((other) => isSameCheck(other, check))
  const order = same === undefined ? 1 : compareWords(check, same)
  if (order === 0) return null
  if (order < 0) return 'stale'
  const next = statusOf([...held.filter((other) => other !== same), check])
  return JSON.stringify(next) === JSON.stringify(current) ? null : next
}

/** What is left of a status when the task's commit has changed: the checks of the new one, or null when there are none. */
export function ciStatusAt(current: CiStatus | null, headCommit: string | null): CiStatus | null {
  return statusOf(checksOf(current).filter((check) => isAt(check, headCommit)))
}

/** The word that the status holds of the same check, or null. */
export function heldCheck(current: CiStatus | null, check: CiCheck): CiCheck | null {
  return checksOf(current).find((other) => isSameCheck(other, check)) ?? null
}

function isAt(check: CiCheck, headCommit: string | null): boolean {
  return headCommit === null || check.commit?.toLowerCase() === headCommit.toLowerCase()
}

const NAMELESS = 'name:'

/** A status written by another program may say no more than its state: it then is the only check, known by its name. */
function checksOf(current: CiStatus | null): readonly CiCheck[] {
  if (current === null || current.checks.length > 0) return current?.checks ?? []
  const { state, name, commit, url, updated_at } = current
  return [{ key: `${NAMELESS}${name}`, state, name, commit, url, updated_at }]
}

function isSameCheck(held: CiCheck, check: CiCheck): boolean {
  return held.key === check.key || held.key === `${NAMELESS}${check.name}`
}

/** Above 0 when `a` is the later word. A total order, so that no two orders of arrival end differently. */
function compareWords(a: CiCheck, b: CiCheck): number {
  return (
    Date.parse(a.updated_at) - Date.parse(b.updated_at) ||
    PROGRESS[a.state] - PROGRESS[b.state] ||
    compareSeverity(a.state, b.state) ||
    compareText(factsOf(a), factsOf(b))
  )
}

const factsOf = ({ name, commit, url }: CiCheck): string => JSON.stringify([name, commit, url])
const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** The worst first; of equally bad ones the latest. */
function compareWeight(a: CiCheck, b: CiCheck): number {
  return (
    compareSeverity(b.state, a.state) ||
    Date.parse(b.updated_at) - Date.parse(a.updated_at) ||
    compareText(a.key, b.key)
  )
}

function statusOf(checks: readonly CiCheck[]): CiStatus | null {
  const kept = checks.toSorted(compareWeight).slice(0, MAX_CHECKS)
  const [worst] = kept
  if (worst === undefined) return null
  const { key: _, ...words } = worst
  return { ...words, checks: kept.toSorted((a, b) => compareText(a.key, b.key)) }
}
