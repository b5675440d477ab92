import type * as z from 'zod'
import { AuditPage, type AuditQuery, AuditTrail } from '../../contract/audit-event.ts'
import { DeliveryDetail, DeliveryPage, type DeliveryQuery, DeliveryResult, GapReport } from '../../contract/delivery.ts'
import { type Artifact, EvidenceList } from '../../contract/evidence.ts'
import { Session } from '../../contract/session.ts'
import { SystemInfo } from '../../contract/system.ts'
import { TaskDetail, TaskPage, type TaskQuery } from '../../contract/task.ts'
import type { Door, DoorCall, DoorReply } from './door.ts'
import { failureOf, notUnderstood, parsed, RequestFailed, UNREACHABLE } from './failure.ts'
import { checkFile } from './file-check.ts'

export type DecisionKind = 'approve' | 'reject'

/** Where an artifact lies, and what it must be. */
export interface ArtifactAddress {
  readonly correlation_id: string
  readonly package_id: string
  readonly artifact: Artifact
}

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
  deliveries(query: Partial<DeliveryQuery>, signal: AbortSignal): Promise<DeliveryPage>
  delivery(source: string, deliveryId: string, signal: AbortSignal): Promise<DeliveryDetail>
  replay(source: string, deliveryId: string): Promise<DeliveryResult>
  /** Asks GitHub; takes as long as GitHub does. */
  githubGaps(signal: AbortSignal): Promise<GapReport>
  fetchMissed(hook: string, id: string): Promise<DeliveryResult>
  evidence(taskId: string, signal: AbortSignal): Promise<EvidenceList>
  /** The bytes of an artifact, hashed again here: also rejects when they are not what was recorded. */
  artifact(address: ArtifactAddress, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
}

function queryString(query: Readonly<Record<string, string | number | undefined>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** `onSignedOut` hears of every reply that says the session is over. */
export function createApi(door: Door, onSignedOut: () => void): Api {
  async function answered<T>(reply: Promise<T>, signal: AbortSignal | null): Promise<T> {
    try {
      return await reply
    } catch (error) {
      if (signal?.aborted === true) throw error
      throw new RequestFailed(UNREACHABLE)
    }
  }

  function refuseProblem(status: number, body: () => string): void {
    if (status < 400) return
    const failure = failureOf(status, body())
    if (failure.code.startsWith('token_') && status === 401) onSignedOut()
    throw new RequestFailed(failure)
  }

  async function reach(path: string, call: DoorCall): Promise<DoorReply> {
    const reply = await answered(door.fetch(path, call), call.signal)
    refuseProblem(reply.status, () => reply.body)
    return reply
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
  const post = async <S extends z.ZodType>(schema: S, path: string, body: object | null) =>
    understood(
      schema,
      await reach(path, { method: 'POST', body: body === null ? null : JSON.stringify(body), signal: null }),
    )
  const deliveryPath = (source: string, id: string) => `/api/deliveries/${source}/${encodeURIComponent(id)}`

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
    deliveries: (query, signal) => get(DeliveryPage, `/api/deliveries${queryString(query)}`, signal),
    delivery: (source, id, signal) => get(DeliveryDetail, deliveryPath(source, id), signal),
    replay: (source, id) => post(DeliveryResult, `${deliveryPath(source, id)}/replay`, null),
    githubGaps: (signal) => get(GapReport, '/api/deliveries/github/gaps', signal),
    fetchMissed: (hook, id) => post(DeliveryResult, '/api/deliveries/github/gaps', { hook, id }),
    evidence: (taskId, signal) => get(EvidenceList, `/api/tasks/${encodeURIComponent(taskId)}/evidence`, signal),
    artifact: async ({ correlation_id, package_id, artifact }, signal) => {
      const path = `/api/evidence/${[correlation_id, package_id, artifact.path].map(encodeURIComponent).join('/')}`
      const { status, bytes } = await answered(door.fetchFile(path, signal), signal)
      refuseProblem(status, () => new TextDecoder().decode(bytes))
      await checkFile(artifact, bytes)
      return bytes
    },
  }
}
