import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProofExport } from '../../contract/audit-chain.ts'
import { AuditPage, AuditTrail } from '../../contract/audit-event.ts'
import type { TrailNodeKind } from '../../contract/audit-trail.ts'
import { type Task, TaskDetail } from '../../contract/task.ts'
import type { ToolRun } from '../../contract/tool.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import type { PhaseContext } from './phase.ts'
import { must, type PublishStage } from './publish-stage.ts'
import { replaceFile } from './replace-file.ts'
import { sendMessage } from './telegram-steps.ts'
import { until } from './until.ts'

/** What one request has been through: from the message to the receipt. */
export interface Story {
  readonly correlation_id: string
  readonly task_id: string
  readonly approval_id: string
  readonly run: ToolRun
}

const PATIENCE_MS = 10_000

/**
 * A message becomes a task, the task is approved and then marked by another program as one that may publish, an agent asks, a person approves, the
 * call runs and leaves its receipt.
 */
export async function tellStory(context: PhaseContext, stage: PublishStage, token: string): Promise<Story> {
  const { console } = stage
  const task_id = await sendMessage(console, token, 77)
  const task = await markAsPublishing(context, console, task_id)
  const agent = await stage.agent('agent-of-the-story')
  const call = stage.publish(task)
  const { approval_id } = await stage.approved(agent, call)
  const run = await stage.run(agent, call)
  return { correlation_id: call.correlation_id, task_id, approval_id, run }
}

/** A person approves the task, and another program marks it as one that may publish. */
export async function markAsPublishing(
  context: PhaseContext,
  console: ConsoleUnderTest,
  taskId: string,
): Promise<TaskDetail> {
  const path = `/api/tasks/${taskId}`
  const read = async (): Promise<TaskDetail> => TaskDetail.parse(JSON.parse(must(200, await console.get(path))))
  must(200, await console.post(`${path}/approve`, { base_sha: (await read()).base_sha }))
  const file = `ssot/${taskId}.json`
  const stored = JSON.parse(readFileSync(join(context.dataRoot, file), 'utf8')) as Task
  const marked = { ...stored, allow_external_publish: true, version: stored.version + 1 }
  replaceFile(context, file, JSON.stringify(marked))
  if (!(await until(PATIENCE_MS, async () => (await read()).allow_external_publish)))
    throw new Error('the task that another program marked as publishing was not read again')
  return read()
}

/** What is missing when the story is read back under its correlation id alone; empty when nothing is. */
export async function reviewTrail(console: ConsoleUnderTest, story: Story): Promise<string[]> {
  const { correlation_id, task_id, approval_id, run } = story
  const trail = AuditTrail.parse(JSON.parse(must(200, await console.get(`/api/audit/${correlation_id}?requests=true`))))
  const wrong: string[] = []
  const chain: readonly (readonly [TrailNodeKind, string | null])[] = [
    ['message', null],
    ['task', task_id],
    ['approval', approval_id],
    ['tool_call', run.call_id],
    ['artifact', run.call_id],
  ]
  let from: string | null = null
  for (const [kind, ref] of chain) {
    const node = trail.graph.nodes.find((one) => one.kind === kind && (ref === null || one.ref === ref))
    if (node === undefined) wrong.push(`the graph has no ${kind}`)
    else if (from !== null && !leadsTo(trail, from, node.id))
      wrong.push(`the graph does not lead from ${from} to ${node.id}`)
    from = node?.id ?? from
  }
  const query = `/api/audit?correlation_id=${correlation_id}&limit=1000`
  const found = AuditPage.parse(JSON.parse(must(200, await console.get(query)))).items
  const told = new Set(trail.events.map(({ seq }) => seq))
  const missing = found.filter(({ seq, type }) => !told.has(seq) && type !== 'request_served')
  if (missing.length > 0) wrong.push(`${missing.length} lines of the correlation are not in its trail`)
  for (const type of ['task_created', 'approval_approved', 'approval_consumed', 'tool_call_intended', 'tool_call_done'])
    if (!trail.events.some((line) => line.type === type)) wrong.push(`the trail has no line ${type}`)
  return wrong
}

/** Whether there is a way along the edges. */
function leadsTo({ graph }: AuditTrail, from: string, to: string): boolean {
  const reached = new Set([from])
  // The nodes stand in an order in which every edge leads forwards.
  for (const node of graph.nodes)
    if (graph.edges.some((edge) => edge.to === node.id && reached.has(edge.from))) reached.add(node.id)
  return reached.has(to)
}

export interface Proven {
  /** Path of the signed statement in the data root. */
  readonly statement: string
  readonly wrong: readonly string[]
}

/** Exports the proof folder; its verifier must pass it, and must find one altered byte in a copy of it. */
export async function proveStory(context: PhaseContext, console: ConsoleUnderTest, story: Story): Promise<Proven> {
  const made = await console.post(`/api/audit/${story.correlation_id}/proof`, {})
  const { folder, proof_id, key_fingerprint } = ProofExport.parse(JSON.parse(must(201, made)))
  const wrong: string[] = []
  const verified = verify(folder, key_fingerprint)
  if (verified.code !== 0) wrong.push(`verify.mjs refused the proof folder: ${verified.said}`)
  const copy = join(context.dataRoot, 'reports', `${proof_id}-altered`)
  cpSync(folder, copy, { recursive: true })
  const receipt = receiptIn(copy)
  if (receipt === undefined) wrong.push('the proof folder has no receipt in it')
  else {
    const bytes = readFileSync(receipt)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(receipt, bytes)
    if (verify(copy, key_fingerprint).code === 0) wrong.push('verify.mjs did not find a flipped bit in the receipt')
  }
  return { statement: join('audit', 'proofs', proof_id, 'proof.json'), wrong }
}

const receiptIn = (folder: string): string | undefined =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('receipt.json'))
    .map((name) => join(folder, name))[0]

function verify(folder: string, fingerprint: string): { code: number | null; said: string } {
  const args = [join(folder, 'verify.mjs'), folder, '--key', fingerprint]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} })
  return { code: status, said: `${stdout}${stderr}`.trim() }
}
