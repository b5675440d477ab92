import * as z from 'zod'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { nodeId, type TrailNodes } from './trail-nodes.ts'

/** What a graph needs of an approval, as its lines carry it whole. */
const ToldApproval = z.object({
  approval_id: z.string(),
  what: z.string(),
  state: z.string(),
  task_id: z.string(),
  call_id: z.string().nullable(),
})

/** The same of a tool call. */
const ToldRun = z.object({
  call_id: z.string(),
  tool: z.string(),
  state: z.string(),
  task_id: z.string(),
  approval_id: z.string().nullable(),
  evidence: z.array(z.object({ package_id: z.string() })),
})

/** Lines of approvals and tool calls. False when the line is neither, or says less than it should. */
export function readToolLine(nodes: TrailNodes, line: AuditEvent): boolean {
  if (line.type.startsWith('approval_')) return readApproval(nodes, line)
  if (line.type.startsWith('tool_call_') || line.type === 'policy_denied') return readRun(nodes, line)
  return false
}

function readApproval(nodes: TrailNodes, line: AuditEvent): boolean {
  const { data: approval } = ToldApproval.safeParse(line.data['approval'])
  if (approval === undefined) return false
  const { approval_id, what, state, task_id, call_id } = approval
  const task = nodes.tell(line, { kind: 'task', ref: task_id, label: null, state: null, task_id })
  const told = nodes.tell(line, { kind: 'approval', ref: approval_id, label: what, state, task_id })
  nodes.link(line, task, told, 'needed')
  if (line.type === 'approval_consumed' && call_id !== null)
    nodes.link(line, told, nodeId('tool_call', call_id), 'allowed')
  const votes = { approval_endorsed: 'approved', approval_approved: 'approved', approval_denied: 'denied' } as const
  if (line.type in votes) {
    const vote = votes[line.type as keyof typeof votes]
    const label = `${vote} by ${line.actor.sub}`
    const decision = nodes.tell(line, { kind: 'decision', ref: `line-${line.seq}`, label, state: vote, task_id })
    nodes.link(line, told, decision, 'decided')
  }
  return true
}

function readRun(nodes: TrailNodes, line: AuditEvent): boolean {
  const { data: run } = ToldRun.safeParse(line.data['run'])
  if (run === undefined) return false
  const { call_id, tool, state, task_id, approval_id, evidence } = run
  const task = nodes.tell(line, { kind: 'task', ref: task_id, label: null, state: null, task_id })
  const call = nodes.tell(line, { kind: 'tool_call', ref: call_id, label: tool, state, task_id })
  nodes.link(line, task, call, 'led_to')
  if (approval_id !== null)
    nodes.link(line, nodeId('approval', approval_id), call, state === 'denied' ? 'needed' : 'allowed')
  for (const { package_id } of evidence) {
    const made = nodes.tell(line, { kind: 'artifact', ref: package_id, label: package_id, state: 'kept', task_id })
    nodes.link(line, call, made, 'made')
  }
  return true
}
