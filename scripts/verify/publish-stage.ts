import { randomBytes } from 'node:crypto'
import { Approval } from '../../contract/approval.ts'
import { Problem } from '../../contract/problem.ts'
import { IssuedToken } from '../../contract/session.ts'
import { TaskDetail } from '../../contract/task.ts'
import { type ToolCall, ToolRun } from '../../contract/tool.ts'
import type { ConsoleUnderTest, TimedAnswer } from './console-under-test.ts'

/** A tool that publishes, and arguments that it takes, others for every call. */
export interface PublishingTool {
  readonly tool: string
  args(): SentCall['args']
}

export const DRY_RUN: PublishingTool = {
  tool: 'file.publish_dry_run',
  args: () => ({ title: 'Release notes', body: `Text ${randomBytes(6).toString('hex')}`, target: 'release_notes' }),
}

/** A tool call before its ids are branded: what is sent may be wrong on purpose. */
export type SentCall = { readonly [K in keyof ToolCall]: ToolCall[K] extends string ? string : ToolCall[K] }

/** What a step of the gate needs: agents, tasks, calls, and the person who decides. */
export interface PublishStage {
  readonly console: ConsoleUnderTest
  /** Token of an agent (tool_runner) with this name, made when it is first asked for. */
  agent(sub: string): Promise<string>
  /** A new task; most allow publishing. */
  newTask(allowed: boolean): Promise<TaskDetail>
  /** A call to publish for this task, with words and a key of its own. */
  publish(task: Pick<TaskDetail, 'task_id' | 'correlation_id'>): SentCall
  /** Text is sent as the body, as it is. */
  send(token: string, call: SentCall | string): Promise<TimedAnswer>
  /** Sends the call, which must be refused, and answers the approval that was made for it. */
  ask(token: string, call: SentCall): Promise<Approval>
  approve(token: string, approval: Approval): Promise<TimedAnswer>
  deny(approval: Approval, reason: string): Promise<void>
  /** Asks for it and approves it. */
  approved(token: string, call: SentCall): Promise<Approval>
  /** Sends a call that must run. */
  run(token: string, call: SentCall): Promise<ToolRun>
  /** How many calls `run` has sent. */
  ran(): number
  /** The id of every call that was answered 403 policy_denied so far. */
  denials(): readonly string[]
}

export const freshKey = (): string => `key-${randomBytes(8).toString('hex')}`

export function createPublishStage(console: ConsoleUnderTest, { tool, args }: PublishingTool): PublishStage {
  const agents = new Map<string, Promise<string>>()
  const denials: string[] = []
  let tasks = 0
  let ran = 0

  async function send(token: string, call: SentCall | string): Promise<TimedAnswer> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = typeof call === 'string' ? call : JSON.stringify(call)
    const answer = await console.deliver('/api/tools/execute', headers, body)
    const denied = denialOf(answer)
    if (denied !== null) denials.push(denied.call_id)
    return answer
  }

  async function ask(token: string, call: SentCall): Promise<Approval> {
    const answer = await send(token, call)
    const id = answer.status === 403 ? problemOf(answer)['approval_id'] : null
    if (typeof id !== 'string') throw new Error(`no approval was made: ${answer.status} ${answer.text}`)
    return Approval.parse(JSON.parse(must(200, await console.get(`/api/approvals/${id}`))))
  }

  const approve = (token: string, { approval_id, subject_sha256 }: Approval): Promise<TimedAnswer> =>
    console.call('POST', `/api/approvals/${approval_id}/approve`, token, { subject_sha256 })

  return {
    console,
    agent: (sub) => {
      const known = agents.get(sub) ?? newToken(console, { scope: 'tool_runner', sub })
      agents.set(sub, known)
      return known
    },
    newTask: async (allow_external_publish) => {
      tasks += 1
      const request_text = `Publish the release notes, number ${tasks}.`
      const made = await console.post('/api/tasks', { request_text, allow_external_publish })
      return TaskDetail.parse(JSON.parse(must(201, made)))
    },
    publish: ({ task_id, correlation_id }) => ({
      ...{ tool, args: args() },
      side_effect_level: 'external_publish',
      ...{ task_id, correlation_id, idempotency_key: freshKey() },
    }),
    send,
    ask,
    approve,
    deny: async ({ approval_id, subject_sha256 }, reason) => {
      must(200, await console.post(`/api/approvals/${approval_id}/deny`, { subject_sha256, reason }))
    },
    approved: async (token, call) => {
      const pending = await ask(token, call)
      return Approval.parse(JSON.parse(must(200, await approve(console.token, pending))))
    },
    run: async (token, call) => {
      const run = ToolRun.parse(JSON.parse(must(200, await send(token, call))))
      ran += 1
      return run
    },
    ran: () => ran,
    denials: () => denials,
  }
}

/** What a refusal by the gate says; null for every other answer. */
export function denialOf(answer: TimedAnswer): { readonly call_id: string; readonly code: string } | null {
  if (answer.status !== 403) return null
  const { error_code, call_id, code } = problemOf(answer)
  return error_code === 'policy_denied' && typeof call_id === 'string' ? { call_id, code: String(code) } : null
}

/** A token of any kind. */
export async function newToken(console: ConsoleUnderTest, asked: object): Promise<string> {
  const made = await console.post('/api/tokens', { ttl_seconds: 3600, ...asked })
  return IssuedToken.parse(JSON.parse(must(201, made))).token
}

export function problemOf({ text }: TimedAnswer): Problem {
  return Problem.parse(JSON.parse(text))
}

/** The body of an answer with this status. Throws for every other one. */
export function must(status: number, answer: TimedAnswer): string {
  if (answer.status !== status) throw new Error(`answered ${answer.status}, not ${status}: ${answer.text}`)
  return answer.text
}
