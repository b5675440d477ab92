import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Approval } from '../../contract/approval.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { ToolRun } from '../../contract/tool.ts'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { readEvents, verifyChain } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { approvalIn, runIn } from '../support/gate-world.ts'
import { startService } from '../support/service.ts'
import { startArmed } from '../support/step-kill.ts'

const JWT_SECRET = 'crash-approvals-sign-their-own-tokens'
/** More steps than the whole way of a call takes; reaching it means that the service never answered. */
const MOST_STEPS = 120
/** Kills more, where one part of the way was skipped. */
const MOST_MORE = 30

/** How far a call came. */
type Came = 'nothing' | 'asked' | 'approved' | 'done'

const token = (): Promise<string> =>
  signToken(JWT_SECRET, {
    ...{ sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'crash' },
    exp: Math.floor(Date.now() / 1000) + 3600,
  })

async function post(url: string, path: string, data: object): Promise<Response> {
  const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(data) })
}

const callFor = (task_id: string, correlation_id: string) => ({
  ...{ tool: 'file.publish_dry_run', side_effect_level: 'external_publish', task_id, correlation_id },
  ...{ args: { title: 'News', body: 'It is out.', target: 'blog' }, idempotency_key: `key-${task_id}-1` },
})

/** Sends the call, approves it, sends it again. Answers how far it came. */
async function wholeWay(url: string, call: object): Promise<Came> {
  let came: Came = 'nothing'
  try {
    const refused = await post(url, '/api/tools/execute', call)
    const { approval_id } = (await refused.json()) as { approval_id: string }
    came = 'asked'
    const headers = { authorization: `Bearer ${await token()}` }
    const { subject_sha256 } = (await (
      await fetch(`${url}/api/approvals/${approval_id}`, { headers })
    ).json()) as Approval
    const approved = await post(url, `/api/approvals/${approval_id}/approve`, { subject_sha256 })
    if (approved.status !== 200) throw new Error(await approved.text())
    came = 'approved'
    const run = (await (await post(url, '/api/tools/execute', call)).json()) as ToolRun
    expect(run.state).toBe('done')
    return 'done'
  } catch (error) {
    // The service died: the connection broke, or nobody took it any more.
    if (!(error instanceof TypeError)) throw error
    return came
  }
}

const ofTask = (events: readonly AuditEvent[], type: AuditEvent['type'], taskId: string): AuditEvent[] =>
  events.filter((event) => event.type === type && event.task_id === taskId)

function receipts(dataRoot: string, correlationId: string): string[] {
  const folder = join(dataRoot, 'audit', 'evidence', correlationId)
  return existsSync(folder) ? readdirSync(folder) : []
}

/** Whatever the kill hit: what ran was approved and used up before, and ran once. */
function checkOrder(events: readonly AuditEvent[], taskId: string, left: readonly string[]): void {
  const intents = ofTask(events, 'tool_call_intended', taskId)
  const uses = ofTask(events, 'approval_consumed', taskId)
  expect(intents.length).toBeLessThanOrEqual(1)
  expect(uses.length).toBeLessThanOrEqual(1)
  expect(left.length).toBeLessThanOrEqual(intents.length)
  for (const intent of intents) {
    const use = uses.find((event) => approvalIn(event).call_id === runIn(intent).call_id)
    const yes = ofTask(events, 'approval_approved', taskId).find(
      (event) => approvalIn(event).approval_id === runIn(intent).approval_id,
    )
    expect(approvalIn(use as AuditEvent).subject_sha256).toBe(runIn(intent).subject_sha256)
    expect(approvalIn(yes as AuditEvent).subject_sha256).toBe(runIn(intent).subject_sha256)
    expect([yes?.seq, use?.seq, intent.seq]).toEqual(
      [yes?.seq, use?.seq, intent.seq].sort((a, b) => Number(a) - Number(b)),
    )
    expect(left.every((name) => name === runIn(intent).call_id)).toBe(true)
  }
}

describe('an approved call that meets a kill between any two steps on the disk', () => {
  it('is never run twice, never without its approval, and what nobody can know is called unknown', async () => {
    const dataRoot = await temporaryFolder()
    const env = { JWT_SECRET, NODE_COMPILE_CACHE: await temporaryFolder() }
    const outcomes = { voided: 0, unknown: 0, done: 0, came: new Set<Came>() }
    let kills = 0
    let service = await startService({ dataRoot, flags: [], env })

    /** Kills before the step of this number. Answers how far the call came. */
    async function killAt(step: number): Promise<Came> {
      kills += 1
      const taskId = `t${kills}`
      const task = { task_id: taskId, request_text: 'Publish', allow_external_publish: true }
      const { correlation_id } = (await (await post(service.url, '/api/tasks', task)).json()) as {
        correlation_id: string
      }
      await service.stop('SIGTERM')

      const doomed = await startArmed(dataRoot, env, step)
      await doomed.startCounting()
      const call = callFor(taskId, correlation_id)
      const came = await wholeWay(doomed.url, call)
      outcomes.came.add(came)
      await doomed.stop('SIGKILL')
      checkOrder(await readEvents(dataRoot), taskId, receipts(dataRoot, correlation_id))

      service = await startService({ dataRoot, flags: [], env })
      const after = await readEvents(dataRoot)
      const intent = ofTask(after, 'tool_call_intended', taskId)[0]
      const ended = [...ofTask(after, 'tool_call_done', taskId), ...ofTask(after, 'tool_call_unknown', taskId)]
      expect([step, ended.length]).toEqual([step, intent === undefined ? 0 : 1])
      outcomes[ended[0]?.type === 'tool_call_unknown' ? 'unknown' : ended.length === 1 ? 'done' : 'voided'] += 1
      // Every approval that was left open is void by now.
      const open = new Map<string, string>()
      for (const event of after) {
        if (event.task_id === taskId && event.type.startsWith('approval_'))
          open.set(approvalIn(event).approval_id, approvalIn(event).state)
      }
      expect([...open.values()].filter((state) => state === 'pending' || state === 'approved')).toEqual([])

      const again = await post(service.url, '/api/tools/execute', call)
      const answer = (await again.json()) as ToolRun & { code: string }
      if (intent === undefined) expect([step, again.status, answer.code]).toEqual([step, 403, 'approval_needed'])
      else expect(answer).toMatchObject({ call_id: runIn(intent).call_id, replayed: true })
      const last = await readEvents(dataRoot)
      checkOrder(last, taskId, receipts(dataRoot, correlation_id))
      return came
    }

    let began = MOST_STEPS
    let step = 1
    for (let came: Came = 'nothing'; came !== 'done' && step < MOST_STEPS; step += 1) {
      came = await killAt(step)
      if (came !== 'nothing') began = Math.min(began, step)
    }
    // How often the head is signed on the way depends on the machine's speed, so that a kill a step later can skip a short part of it.
    for (let more = 0; !outcomes.came.has('asked') && more < MOST_MORE; more += 1)
      await killAt(Math.max(1, began - 1 + (more % 3)))
    await service.stop('SIGTERM')
    expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true })
    console.info(JSON.stringify({ steps: step - 1, kills, ...outcomes, came: [...outcomes.came] }))
    // The kills came in front of every part of the way.
    expect([...outcomes.came].sort()).toEqual(['approved', 'asked', 'done', 'nothing'])
    expect(outcomes.voided).toBeGreaterThan(2)
    expect(outcomes.unknown).toBeGreaterThan(2)
  }, 600_000)
})
