import { describe, expect, it } from 'vitest'
import type { Sha256 } from '../../../contract/ids.ts'
import { acceptanceMarkdown } from '../../../main/core/reports/acceptance-markdown.ts'
import { acceptanceReport, type PhaseFindings } from '../../../main/core/reports/acceptance-report.ts'

const RUN = {
  phase: 'A',
  started_at: '2026-01-31T09:30:00.000Z',
  finished_at: '2026-01-31T09:30:20.000Z',
  git_commit: 'f'.repeat(40),
} as const

const found = (overrides: Partial<PhaseFindings> = {}): PhaseFindings => ({
  metrics: { api_p95_ms: 3.25, hash_stability_pass: true },
  artifacts: [{ path: 'reports/verify/sample.json', sha256: 'a'.repeat(64) as Sha256, note: 'the sample task' }],
  fail_reasons: [],
  config_summary: { read_requests: 200 },
  ...overrides,
})

describe('an acceptance report', () => {
  it('passes when nothing speaks against it, and names its make target', () => {
    expect(acceptanceReport(RUN, found())).toEqual({
      ...RUN,
      ...found(),
      pass: true,
      how_to_run: 'make verify-phase-a',
    })
  })

  it('fails on a single reason', () => {
    expect(acceptanceReport(RUN, found({ fail_reasons: ['api_p95_ms is 230, at most 200'] })).pass).toBe(false)
  })

  it('is not made of figures that nobody measured', () => {
    expect(() => acceptanceReport(RUN, found({ metrics: { api_p95_ms: Number.NaN } }))).toThrow()
    expect(() => acceptanceReport(RUN, found({ artifacts: [{ path: 'x', sha256: 'no hash' as Sha256 }] }))).toThrow()
  })
})

describe('the report in Markdown', () => {
  it('says the same as the JSON, in the same order', () => {
    expect(acceptanceMarkdown(acceptanceReport(RUN, found()))).toBe(`# Acceptance report, phase A

- Result: **PASS**
- Started: 2026-01-31T09:30:00.000Z
- Finished: 2026-01-31T09:30:20.000Z
- Commit: ${'f'.repeat(40)}
- How to run: \`make verify-phase-a\`

## Metrics

| metric | value |
| --- | --- |
| api_p95_ms | 3.25 |
| hash_stability_pass | true |

## Artifacts

| path | sha256 | note |
| --- | --- | --- |
| reports/verify/sample.json | ${'a'.repeat(64)} | the sample task |

## Configuration

| setting | value |
| --- | --- |
| read_requests | 200 |
`)
  })

  it('gives every reason of a failure a line of its own, whatever is in it', () => {
    const report = acceptanceReport({ ...RUN, git_commit: null }, found({ fail_reasons: ['a | b\n# c', 'second'] }))
    const text = acceptanceMarkdown(report)
    expect(text).toContain('- Result: **FAIL**')
    expect(text).toContain('- Commit: not known')
    expect(text).toContain('## Why it failed\n\n- a \\| b # c\n- second\n')
  })

  it('leaves out sections that would be empty', () => {
    const text = acceptanceMarkdown(acceptanceReport(RUN, found({ artifacts: [], config_summary: {} })))
    expect(text).not.toContain('## Artifacts')
    expect(text).not.toContain('## Configuration')
    expect(text).not.toContain('## Why it failed')
  })
})
