import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Dispatch, TaskResult } from '../../contract/protocol.ts'

/** A file of the declared scope that the work is written into: the first entry, or a file in it when it is a folder or a pattern. */
export function fileInScope(declaredScope: readonly string[]): string {
  const [entry = 'out.txt'] = declaredScope
  if (entry.endsWith('/')) return `${entry}out.txt`
  return entry.replaceAll('**/', '').replaceAll('*', 'out').replaceAll('?', 'x')
}

/** The work: a file that names the round, every criterion, and every issue that was found the last time. */
export function textOf({ round, acceptance_criteria, issues }: Dispatch): string {
  const lines = [
    `round ${round}`,
    ...acceptance_criteria.map(({ criterion_id }) => `did ${criterion_id}`),
    ...issues.map(({ issue_id }) => `fixed ${issue_id}`),
  ]
  return `${lines.join('\n')}\n`
}

export function writeWork(workspace: string, file: string, text: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true })
  writeFileSync(join(workspace, file), text)
}

/** What was done: one entry of the work log for each criterion, a claim for each, and what was changed. */
export function resultOf(dispatch: Dispatch, file: string, text: string, startedAt: string): TaskResult {
  const { dispatch_id, acceptance_criteria, round } = dispatch
  const finished_at = new Date().toISOString()
  const entryOf = (place: number): string => `w${round}-${place + 1}`
  const lines = text.trimEnd().split('\n')
  return {
    dispatch_id,
    summary: `wrote ${file}`,
    work_log: acceptance_criteria.map(({ criterion_id }, place) => ({
      ...{ entry_id: entryOf(place), started_at: startedAt, finished_at, text: `wrote ${file} for ${criterion_id}` },
      ...{ command: null, exit_code: null, files: [file] },
    })),
    diff_snapshot: {
      files: [file],
      patch: [
        ...[`--- /dev/null`, `+++ b/${file}`, `@@ -0,0 +1,${lines.length} @@`],
        ...lines.map((line) => `+${line}`),
        '',
      ].join('\n'),
    },
    claims: acceptance_criteria.map(({ criterion_id }, place) => ({
      ...{ criterion_ref: criterion_id, met: true, text: 'done', work_log_refs: [entryOf(place)] },
    })),
    artifacts: [],
  }
}
