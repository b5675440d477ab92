import type * as z from 'zod'
import { AuditPage, type AuditQuery, AuditTrail } from '../../contract/audit-event.ts'
import { Session } from '../../contract/session.ts'
import { SystemInfo } from '../../contract/system.ts'
import { TaskDetail, TaskPage, type TaskQuery } from '../../contract/task.ts'
import type { Door, DoorCall, DoorReply } from './door.ts'
import { failureOf, notUnderstood, parsed, RequestFailed, UNREACHABLE } from './failure.ts'

export type DecisionKind = 'approve' | 'reject'

/** The routes that the console uses. Every function rejects with RequestFailed. */
export interface Api {
  session(): Promise<Session>
  logIn(code: string): Promise<Session>
  logOut(): Promise<void>
  systemInfo(signal: AbortSignal): Promise<SystemInfo>
  tasks(query: Partial<TaskQuery>, signal: AbortSignal): Promise<TaskPage>
  task(taskId: string, signal: AbortSignal): Promise<TaskDetail>
  decide(kind: DecisionKind, taskId: string, baseSha: string, comment: string): Promise<TaskDetail>
  audit(query: Partial<AuditQuery>, signal: AbortSignal): Promise<AuditPage>
  /** `requests`: the lines of answered requests too. */
  trail(correlationId: string, requests: boolean, signal: AbortSignal): Promise<AuditTrail>
}

function queryString(query: Readonly<Record<string, string | number | undefined>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** `onSignedOut` hears of every reply that says the session is over. */
export function createApi(door: Door, onSignedOut: () => void): Api {
  async function reach(path: string, call: DoorCall): Promise<DoorReply> {
    let reply: DoorReply
    try {
      reply = await door.fetch(path, call)
    } catch (error) {
      if (call.signal?.aborted === true) throw error
      throw new RequestFailed(UNREACHABLE)
    }
    if (reply.status < 400) return reply
    const failure = failureOf(reply.status, reply.body)
    if (failure.code.startsWith('token_') && reply.status === 401) onSignedOut()
    throw new RequestFailed(failure)
  }

  function understood<S extends z.ZodType>(schema: S, reply: DoorReply): z.infer<S> {
    const result = schema.safeParse(parsed(reply.body))
    if (result.success) return result.data
    const issue = result.error.issues[0]
    const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
    throw new RequestFailed(notUnderstood(reply.status, `${where}: ${issue?.message ?? 'not JSON'}`))
  }

  const get = async <S extends z.ZodType>(schema: S, path: string, signal: AbortSignal | null) =>
    understood(schema, await reach(path, { method: 'GET', body: null, signal }))
  const post = async <S extends z.ZodType>(schema: S, path: string, body: object) =>
    understood(schema, await reach(path, { method: 'POST', body: JSON.stringify(body), signal: null }))

  return {
    session: () => get(Session, '/api/session', null),
    logIn: (code) => post(Session, '/api/session', { code }),
    logOut: async () => {
      await reach('/api/session', { method: 'DELETE', body: null, signal: null })
    },
    systemInfo: (signal) => get(SystemInfo, '/system/info', signal),
    tasks: (query, signal) => get(TaskPage, `/api/tasks${queryString(query)}`, signal),
    task: (taskId, signal) => get(TaskDetail, `/api/tasks/${encodeURIComponent(taskId)}`, signal),
    decide: (kind, taskId, baseSha, comment) =>
      post(TaskDetail, `/api/tasks/${encodeURIComponent(taskId)}/${kind}`, {
        base_sha: baseSha,
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
      }),
    audit: (query, signal) => get(AuditPage, `/api/audit${queryString(query)}`, signal),
    trail: (correlationId, requests, signal) =>
      get(AuditTrail, `/api/audit/${encodeURIComponent(correlationId)}${requests ? '?requests=true' : ''}`, signal),
  }
}
