import { describe, expect, it } from 'vitest'
import type { EvidenceVerdict } from '../../../contract/evidence.ts'
import { verdictLines } from '../../../main/cli/evidence-lines.ts'
import { AT } from '../evidence/evidence-draft.ts'

const verdict = (changes: Partial<EvidenceVerdict>): EvidenceVerdict => ({
  ...{ of: { all: true }, state: 'altered', failure: null, started_at: AT, finished_at: AT },
  ...{ packages: 7, artifacts: 9, bytes: 1234, altered: [], missing: [], left_out: 0, ...changes },
})

const doubtful = (package_id: string) => ({ correlation_id: 'c1', package_id, problems: ['one.txt is gone'] })

const headOf = (changes: Partial<EvidenceVerdict>): string | undefined => verdictLines(verdict(changes))[0]

describe('what hashing evidence again came to', () => {
  it('says how many of how many packages are not what was recorded, and which', () => {
    const lines = verdictLines(verdict({ altered: [doubtful('p1')] }))
    expect(lines.slice(0, 3)).toEqual([
      'ALTERED: 1 of 7 packages is not what was recorded (7 packages, 9 files, 1234 bytes)',
      '  altered  c1/p1',
      '    one.txt is gone',
    ])
    expect(lines.at(-1)).toMatch(/^ {2}remedy: .*backup/)
    expect(headOf({ altered: [doubtful('p1'), doubtful('p2')] })).toMatch(/^ALTERED: 2 of 7 packages are not what /)
  })

  it('counts what is gone apart from what was changed', () => {
    expect(headOf({ missing: [doubtful('p1')] })).toMatch(
      /^MISSING: 1 package that was recorded is gone \(7 packages, /,
    )
    expect(headOf({ altered: [doubtful('p1')], missing: [doubtful('p2'), doubtful('p3')] })).toMatch(
      /^ALTERED: 1 of 7 packages is not what was recorded, and 2 that were recorded are gone \(/,
    )
  })

  it('says when there are more than it names', () => {
    const lines = verdictLines(verdict({ packages: 3000, altered: [doubtful('p1')], left_out: 40 }))
    expect(lines[0]).toMatch(/^ALTERED: at least 1 of 3000 packages is not/)
    expect(lines).toContain('  and 40 more')
  })

  it('is one line when all is whole, and needs no remedy', () => {
    expect(verdictLines(verdict({ state: 'whole', packages: 1, artifacts: 1, bytes: 1 }))).toEqual([
      'whole: 1 package, 1 file, 1 byte',
    ])
    expect(headOf({ state: 'cancelled', packages: 0, artifacts: 0, bytes: 0 })).toBe(
      'cancelled: 0 packages, 0 files, 0 bytes',
    )
    expect(headOf({ state: 'failed', failure: 'the disk could not be read (EIO)' })).toBe(
      'FAILED: 7 packages, 9 files, 1234 bytes; the disk could not be read (EIO)',
    )
  })
})
