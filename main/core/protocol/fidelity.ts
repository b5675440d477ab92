import type { Sha256 } from '../../../contract/ids.ts'
import type { StoredVerdict } from '../../../contract/protocol.ts'
import type { Issue, Task } from '../../../contract/task.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'
import { echoSha } from './echo.ts'
import type { PlacedRound, ProtocolReading } from './protocol-reading.ts'
import { type Requested, requestSha } from './requested.ts'

/** sha256 of the canonical JSON (RFC 8785) of issues: what makes them the same, byte for byte. */
export const issuesSha = (issues: readonly unknown[]): Sha256 => sha256(canonicalJson(issues))

/** The last verdict of these rounds: its issues are what the next round is about. */
export function lastVerdict(rounds: readonly PlacedRound[]): StoredVerdict | null {
  return rounds.findLast(({ round }) => round.verdict !== null)?.round.verdict ?? null
}

/** The issues that a next dispatch has to carry. */
export const issuesToPassOn = (rounds: readonly PlacedRound[]): readonly Issue[] => lastVerdict(rounds)?.issues ?? []

/**
 * What in a task file contradicts its own hashes, in words: somebody changed it after the protocol wrote it, or asks for something else
 * than what was given out last.
 */
export function faultsOf(
  task: Pick<Task, 'acceptance_criteria' | 'declared_scope'> & Requested,
  { rounds, last, broken }: ProtocolReading,
): string[] {
  const faults = rounds.flatMap((placed, index) => roundFaults(placed, rounds.slice(0, index)))
  for (const place of broken) faults.push(`rounds[${place}] names a dispatch and cannot be read`)
  const first = rounds[0]?.round.dispatch
  if (first === undefined || last === null) return faults
  const { round, request_sha256 } = last.round.dispatch
  if (request_sha256 !== requestSha(task)) faults.push(`the task asks for something else than round ${round} was given`)
  for (const { round } of rounds)
    for (const name of ['acceptance_criteria', 'declared_scope'] as const)
      if (canonicalJson(round.dispatch[name]) !== canonicalJson(first[name]))
        faults.push(`round ${round.dispatch.round}: ${name} is not that of the first dispatch`)
  for (const name of ['acceptance_criteria', 'declared_scope'] as const)
    if (canonicalJson(task[name]) !== canonicalJson(first[name]))
      faults.push(`${name} of the task is not what was dispatched`)
  return faults
}

function roundFaults({ round }: PlacedRound, before: readonly PlacedRound[]): string[] {
  const { dispatch, ack, verdict } = round
  const faults: string[] = []
  const note = (fault: string): void => {
    faults.push(`round ${dispatch.round}: ${fault}`)
  }
  const asked = lastVerdict(before)
  if (issuesSha(dispatch.issues) !== (asked?.issues_sha256 ?? issuesSha([])))
    note('the issues of the dispatch are not those of the verdict before')
  if (ack !== null && ack.echo_sha256 !== echoSha(dispatch)) note('the dispatch is not what the executor echoed')
  if (verdict !== null && verdict.issues_sha256 !== issuesSha(verdict.issues))
    note('the issues of the verdict do not have the sha256 that was recorded')
  return faults
}
