import type { EvidenceList, EvidenceVerdict } from '../../contract/evidence.ts'
import { printable } from './printable.ts'

/** A package that is not what was recorded: `altered` is there and another one, `missing` is named somewhere and gone. */
export interface Doubt {
  readonly what: 'altered' | 'missing'
  readonly package_id: string
  readonly problems: readonly string[]
}

/** What is to be done about any of them. */
export const DOUBT_REMEDY =
  'do not rely on these files; put them back from a backup of audit/evidence/, and verify again. What the log says of them still holds where `countersign audit verify` finds nothing'

const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`

const isOrAre = (many: number): string => (many === 1 ? 'is' : 'are')

export function listLines({ items }: EvidenceList): string[] {
  if (items.length === 0) return ['no evidence']
  return items.flatMap(({ package_id, state, created_at, artifacts, problems }) => [
    `${package_id}  ${state === 'whole' ? 'whole' : 'ALTERED'}  ${created_at}`,
    ...artifacts.map((one) => {
      const marks = [one.trust ?? '', one.partial === true ? 'partial' : ''].filter((mark) => mark !== '')
      const said = marks.length === 0 ? '' : `  (${marks.join(', ')})`
      return `  ${one.sha256}  ${String(one.bytes).padStart(12)}  ${one.path}${said}`
    }),
    ...problems.map((problem) => `  ${printable(problem)}`),
  ])
}

/** A package, and beneath it what is wrong with it. */
export function doubtLines({ what, package_id, problems }: Doubt): string[] {
  return [`  ${what}  ${printable(package_id)}`, ...problems.map((problem) => `    ${printable(problem)}`)]
}

export function verdictLines(verdict: EvidenceVerdict): string[] {
  const { packages, artifacts, bytes, altered, missing, left_out, failure } = verdict
  const counts = [count(packages, 'package'), count(artifacts, 'file'), count(bytes, 'byte')].join(', ')
  const doubts = [
    ...altered.map((one) => ({ ...one, what: 'altered' as const })),
    ...missing.map((one) => ({ ...one, what: 'missing' as const })),
  ]
  return [
    verdict.state === 'altered'
      ? `${judgement(verdict)} (${counts})`
      : `${{ whole: 'whole', cancelled: 'cancelled', failed: 'FAILED' }[verdict.state]}: ${counts}${failure === null ? '' : `; ${printable(failure)}`}`,
    ...doubts.flatMap((one) => doubtLines({ ...one, package_id: `${one.correlation_id}/${one.package_id}` })),
    ...(left_out === 0 ? [] : [`  and ${left_out} more`]),
    ...(doubts.length === 0 ? [] : [`  remedy: ${DOUBT_REMEDY}`]),
  ]
}

/** Of how many packages which part is not what was recorded. */
function judgement({ packages, altered, missing, left_out }: EvidenceVerdict): string {
  const least = left_out === 0 ? '' : 'at least '
  const gone = missing.length
  if (altered.length === 0)
    return `MISSING: ${least}${count(gone, 'package')} that ${wasOrWere(gone)} recorded ${isOrAre(gone)} gone`
  const others = gone === 0 ? '' : `, and ${gone} that ${wasOrWere(gone)} recorded ${isOrAre(gone)} gone`
  return `ALTERED: ${least}${altered.length} of ${count(packages, 'package')} ${isOrAre(altered.length)} not what was recorded${others}`
}

const wasOrWere = (many: number): string => (many === 1 ? 'was' : 'were')
