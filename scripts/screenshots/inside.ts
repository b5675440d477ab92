import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Task, TaskDetail } from '../../contract/task.ts'
import type { ConsoleUnderTest } from '../verify/console-under-test.ts'
import { setPolicy } from '../verify/gate-policies.ts'
import type { PhaseContext } from '../verify/phase.ts'
import {
  createPublishStage,
  DRY_RUN,
  freshKey,
  must,
  newToken,
  type PublishStage,
  type SentCall,
} from '../verify/publish-stage.ts'
import { replaceFile } from '../verify/replace-file.ts'
import { until } from '../verify/until.ts'

/** Agents whose calls come under terms of their own. */
const SHORT = 'agent-short'
const TWO = 'agent-two'
const FORBIDDEN = 'agent-forbidden'
const PATIENCE_MS = 20_000

const POLICY = `# What may run by itself, and what a person must see first.
version: 1
approvals:
  cool_off_seconds: { external_publish: 0 }
rules:
  - id: reading
    description: what changes nothing needs nobody
    match: { levels: [read_only] }
    effect: allow
  - id: forbidden
    description: this agent does not publish
    match: { actors: [${FORBIDDEN}] }
    effect: deny
  - id: short
    match: { actors: [${SHORT}] }
    effect: ask
    expires_seconds: 10
  - id: two-people
    description: a release leaves with two signatures
    match: { actors: [${TWO}] }
    effect: ask
    approvals: 2
  - id: publishing
    description: whatever leaves the machine is seen by a person
    match: { levels: [external_notify, external_publish] }
    effect: ask
  - id: writing
    match: { levels: [local_write] }
    effect: ask
`

const NOTES = `# Release 2.4

The lamp no longer flickers when the fog horn sounds (#1204).
The tide gauge of the east pier is read (#1207).

Größe der Linse: 3 m. Upgrade when you can.
`

/** Ids of what the pages show. */
export interface Inside {
  readonly approval: string
  readonly halfApproved: string
  /** Expires some seconds after it was asked for. */
  readonly expiring: string
}

/** Tasks, tokens, decisions, approvals in every state and the runs that came of them. `story`: the task that came by message. */
export async function workInside(context: PhaseContext, console: ConsoleUnderTest, story: string): Promise<Inside> {
  const stage = createPublishStage(console, DRY_RUN)
  await makeTasks(console)
  await makeTokens(console)
  const before = await makeTask(console, 'Publish the tide tables', true)
  const hours = await makeTask(console, 'Opening hours of the pier for the summer', true)
  const agent = await stage.agent('codex')
  // What was asked for under the policy before this one is void under it.
  await stage.ask(agent, publishing(before, 'Tide tables of 2027', 'The tables.', 'blog'))
  await setPolicy(console, POLICY)

  const short = await stage.ask(
    await stage.agent(SHORT),
    publishing(before, 'Storm warning', 'A storm is near.', 'social'),
  )
  await tellStory(context, stage, story)
  const denied = publishing(before, 'Release 2.4 is here', 'Out now!', 'social')
  await stage.deny(await stage.ask(agent, denied), 'Not before Friday, as the request says.')
  await stage.approved(
    await stage.agent('web-editor'),
    publishing(hours, 'Opening hours of the pier', 'From eight to six.', 'blog'),
  )
  await stage.send(await stage.agent(FORBIDDEN), publishing(before, 'Free lamps', 'For everybody.', 'blog'))
  await stage.run(agent, {
    ...publishing(before, '', '', 'blog'),
    tool: 'time.now',
    args: {},
    side_effect_level: 'read_only',
  })
  await stage.send(agent, {
    ...publishing(before, '', '', 'blog'),
    tool: 'file.remove',
    side_effect_level: 'local_write',
  })

  const half = await stage.ask(
    await stage.agent(TWO),
    publishing(before, 'Release 3.0', NOTES.repeat(3), 'release_notes'),
  )
  must(200, await stage.approve(await newToken(console, { scope: 'admin', sub: 'anna' }), half))
  const waiting = await stage.ask(agent, publishing(before, 'Release 2.4', NOTES, 'release_notes'))
  return { approval: waiting.approval_id, halfApproved: half.approval_id, expiring: short.approval_id }
}

const publishing = (
  { task_id, correlation_id }: Pick<Task, 'task_id' | 'correlation_id'>,
  title: string,
  body: string,
  target: 'blog' | 'release_notes' | 'social',
): SentCall => ({
  ...{ tool: 'file.publish_dry_run', args: { title, body, target }, side_effect_level: 'external_publish' },
  ...{ task_id, correlation_id, idempotency_key: freshKey() },
})

async function readTask({ get }: ConsoleUnderTest, id: string): Promise<TaskDetail> {
  return TaskDetail.parse(JSON.parse(must(200, await get(`/api/tasks/${id}`))))
}

async function makeTask(
  { post }: ConsoleUnderTest,
  title: string,
  allow_external_publish: boolean,
): Promise<TaskDetail> {
  const made = await post('/api/tasks', { title, request_text: `${title}.`, allow_external_publish })
  return TaskDetail.parse(JSON.parse(must(201, made)))
}

async function makeTasks(console: ConsoleUnderTest): Promise<void> {
  const decided = await makeTask(console, 'Move the buoys in the chart', false)
  must(200, await console.post(`/api/tasks/${decided.task_id}/approve`, { base_sha: decided.base_sha }))
  const rejected = await makeTask(console, 'Turn the audit log off for the tests', false)
  const words = { base_sha: rejected.base_sha, comment: 'The log stays on, always.' }
  must(200, await console.post(`/api/tasks/${rejected.task_id}/reject`, words))
}

async function makeTokens(console: ConsoleUnderTest): Promise<void> {
  await newToken(console, { scope: 'observer', sub: 'wall-screen', ttl_seconds: 90 * 86_400 })
  await newToken(console, { scope: 'executor', sub: 'codex', task_id: 'lamp-handbook' })
  const made = must(201, await console.post('/api/tokens', { scope: 'tool_runner', sub: 'lost-laptop' }))
  const { jti } = JSON.parse(made) as { jti: string }
  must(200, await console.post(`/api/tokens/${jti}/revoke`, {}))
}

/** The message is approved, marked by another program as one that may publish, asked for, countersigned and carried out. */
async function tellStory(context: PhaseContext, stage: PublishStage, id: string): Promise<void> {
  const { console } = stage
  const { base_sha } = await readTask(console, id)
  must(200, await console.post(`/api/tasks/${id}/approve`, { base_sha, comment: 'On Friday.' }))
  const file = `ssot/${id}.json`
  const stored = JSON.parse(readFileSync(join(context.dataRoot, file), 'utf8')) as Task
  replaceFile(context, file, JSON.stringify({ ...stored, allow_external_publish: true, version: stored.version + 1 }))
  const isMarked = async (): Promise<boolean> => (await readTask(console, id)).allow_external_publish
  if (!(await until(PATIENCE_MS, isMarked))) throw new Error(`the altered file of ${id} was not read again`)
  const agent = await stage.agent('codex')
  const call = publishing(await readTask(console, id), 'Release notes of 2.4', NOTES, 'blog')
  await stage.approved(agent, call)
  await stage.run(agent, call)
}
