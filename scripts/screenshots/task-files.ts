import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Task } from '../../contract/task.ts'
import { encodeTask } from '../../main/core/tasks/task-file.ts'

const HOUR = 3_600_000
const COMMIT = '8f3b1c6a2d4e5f60718293a4b5c6d7e8f9012345'

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString()

type Facts = Readonly<Record<string, unknown>>

const verdict = (decision: 'approve' | 'reject', hours: number, comment: string | null): Facts => ({
  verdict: { decision, comment, decided_by: 'operator', decided_at: hoursAgo(hours), door: 'console' },
})

const ci = (state: string, hours: number): Facts => ({
  ci_status: { state, name: 'build and test', commit: COMMIT, url: null, updated_at: hoursAgo(hours) },
})

/** Work was handed in and nobody has judged it yet: the task needs a review. */
const handedIn: Facts = {
  rounds: [
    { dispatch: { to: 'codex' }, ack: { at: 'once' }, result: { summary: 'Two pages changed.' }, verdict: null },
  ],
}

/** Hours since it was made, id, source, title, request, and what else the file says. */
const backlog = (): readonly (readonly [number, string, string, string, string, Facts])[] => [
  [
    2,
    'nightly-dependency-report',
    'schedule',
    'Report of outdated dependencies',
    'List every dependency that is more than one minor version behind, with the reason to wait or to update.',
    handedIn,
  ],
  [
    3,
    'lamp-handbook',
    'api',
    'Rewrite the lamp maintenance page of the handbook',
    'Rewrite docs/handbook/lamp-maintenance.md for the new lamp. Keep every warning.',
    {
      ...handedIn,
      declared_scope: ['docs/handbook/lamp-maintenance.md'],
      issues: [{ issue_id: 'i1', criterion_ref: 'c1', text: 'The warning about the mercury bath is gone.' }],
      acceptance_criteria: [{ criterion_id: 'c1', text: 'Every warning of the old page is on the new one.' }],
    },
  ],
  [
    5,
    'fog-horn-flaky-test',
    'api',
    'The fog horn test fails every tenth run',
    'Find out why fog-horn.test.ts fails on every tenth run and mend the cause, not the test.',
    { ...verdict('approve', 4, 'Go ahead; keep the change small.'), ...ci('failed', 1) },
  ],
  [
    7,
    'harbour-api-paging',
    'api',
    'Page through the harbour list instead of reading all of it',
    'GET /harbours answers everything at once. Add a cursor and keep the old answer for a year.',
    { ...verdict('approve', 6, null), ...ci('running', 0.2) },
  ],
  [
    9,
    'delete-old-charts',
    'api',
    'Delete all charts before 2019',
    'Delete every chart before 2019 from the store.',
    verdict('reject', 8, 'Charts are kept for ten years by law.'),
  ],
  [
    26,
    'weekly-link-check',
    'schedule',
    'Check all links of the website',
    'Visit every link of the website once and list those that do not answer.',
    verdict('approve', 25, null),
  ],
  [
    30,
    'tide-tables-2027',
    'api',
    'Tide tables for 2027',
    'Compute the tide tables for 2027 from the harmonic constants and compare the first week with the printed ones.',
    ci('passed', 28),
  ],
  [
    51,
    'translate-signs-de',
    'api',
    'Translate the signs of the pier into German',
    'Translate signs.yaml into German. “Größe” stays with ß.',
    verdict('approve', 50, 'Gut.'),
  ],
  [
    74,
    'rename-keepers-table',
    'api',
    'Rename the table keepers to people',
    'Rename the table and leave a view under the old name.',
    verdict('reject', 73, 'Not while the audit is running.'),
  ],
  [
    98,
    'a-very-long-title',
    'api',
    'Compare the light characteristics of all forty-one lighthouses between here and the northern cape with what the printed list of lights says about them, and note every difference',
    'See the title.',
    {},
  ],
]

/** What other programs left in the folder of tasks before the console was started, one unreadable file among it. */
export function writeTaskFiles(dataRoot: string): void {
  const folder = join(dataRoot, 'ssot')
  mkdirSync(folder, { recursive: true })
  for (const [hours, task_id, source, title, request_text, more] of backlog()) {
    const created_at = hoursAgo(hours)
    const task = { task_id, source, title, request_text, created_at, correlation_id: task_id, ...more }
    writeFileSync(join(folder, `${task_id}.json`), encodeTask(Task.parse(task)))
  }
  writeFileSync(join(folder, 'half-written.json'), '{"task_id":"half-written","source":"api","request_te')
}
