import { DeliveryDetail, DeliveryPage, type DeliveryQuery, DeliveryResult, GapReport } from '../../contract/delivery.ts'
import { type Artifact, EvidenceList } from '../../contract/evidence.ts'
import { SystemInfo } from '../../contract/system.ts'
import { TaskDetail, TaskPage, type TaskQuery } from '../../contract/task.ts'
import { type AgentsApi, createAgentsApi } from './agents-api.ts'
import { type AuditApi, createAuditApi } from './audit-api.ts'
import type { Door, PackageAddress } from './door.ts'
import { checkFile } from './file-check.ts'
import { createGovernanceApi, type GovernanceApi } from './governance-api.ts'
import { createRequests, queryString } from './requests.ts'
import { createSettingsApi, type SettingsApi } from './settings-api.ts'
import { createToolsApi, type ToolsApi } from './tools-api.ts'

export type DecisionKind = 'approve' | 'reject'

/** Where an artifact lies, and what it must be. */
export interface ArtifactAddress extends PackageAddress {
  readonly artifact: Artifact
}

export function artifactPath({ correlation_id, package_id, artifact }: ArtifactAddress): string {
  return `/api/evidence/${[correlation_id, package_id, artifact.path].map(encodeURIComponent).join('/')}`
}

/** The routes that the console uses. Every function rejects with RequestFailed. */
export interface Api extends GovernanceApi, AuditApi, SettingsApi, ToolsApi, AgentsApi {
  systemInfo(signal: AbortSignal): Promise<SystemInfo>
  tasks(query: Partial<TaskQuery>, signal: AbortSignal): Promise<TaskPage>
  task(taskId: string, signal: AbortSignal): Promise<TaskDetail>
  /** `overrideReason`: why it is approved although the proof has gaps; empty when it has none. */
  decide(
    kind: DecisionKind,
    taskId: string,
    baseSha: string,
    comment: string,
    overrideReason: string,
  ): Promise<TaskDetail>
  deliveries(query: Partial<DeliveryQuery>, signal: AbortSignal): Promise<DeliveryPage>
  delivery(source: string, deliveryId: string, signal: AbortSignal): Promise<DeliveryDetail>
  replay(source: string, deliveryId: string): Promise<DeliveryResult>
  /** Asks GitHub; takes as long as GitHub does. */
  githubGaps(signal: AbortSignal): Promise<GapReport>
  fetchMissed(hook: string, id: string): Promise<DeliveryResult>
  evidence(taskId: string, signal: AbortSignal): Promise<EvidenceList>
  /** The bytes of an artifact, hashed again here: also rejects when they are not what was recorded. */
  artifact(address: ArtifactAddress, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  /** Shows the folder of a package in the desktop's file manager. Null in a browser. */
  readonly openEvidence: ((address: PackageAddress) => Promise<void>) | null
}

/** `onSignedOut` hears of every reply that says the session is over. */
export function createApi(door: Door, onSignedOut: () => void): Api {
  const requests = createRequests(door, onSignedOut)
  const { get, post } = requests
  const { openEvidence } = door
  const deliveryPath = (source: string, id: string) => `/api/deliveries/${source}/${encodeURIComponent(id)}`

  return {
    ...createGovernanceApi(requests),
    ...createAuditApi(requests),
    ...createSettingsApi(requests, door.desktop),
    ...createToolsApi(requests),
    ...createAgentsApi(requests),
    systemInfo: (signal) => get(SystemInfo, '/system/info', signal),
    tasks: (query, signal) => get(TaskPage, `/api/tasks${queryString(query)}`, signal),
    task: (taskId, signal) => get(TaskDetail, `/api/tasks/${encodeURIComponent(taskId)}`, signal),
    decide: (kind, taskId, baseSha, comment, overrideReason) =>
      post(TaskDetail, `/api/tasks/${encodeURIComponent(taskId)}/${kind}`, {
        base_sha: baseSha,
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
        ...(overrideReason.trim() === '' ? {} : { override_reason: overrideReason.trim() }),
      }),
    deliveries: (query, signal) => get(DeliveryPage, `/api/deliveries${queryString(query)}`, signal),
    delivery: (source, id, signal) => get(DeliveryDetail, deliveryPath(source, id), signal),
    replay: (source, id) => post(DeliveryResult, `${deliveryPath(source, id)}/replay`, null),
    githubGaps: (signal) => get(GapReport, '/api/deliveries/github/gaps', signal),
    fetchMissed: (hook, id) => post(DeliveryResult, '/api/deliveries/github/gaps', { hook, id }),
    evidence: (taskId, signal) => get(EvidenceList, `/api/tasks/${encodeURIComponent(taskId)}/evidence`, signal),
    artifact: async (address, signal) => {
      const bytes = await requests.file(artifactPath(address), signal)
      await checkFile(address.artifact, bytes)
      return bytes
    },
    openEvidence: openEvidence === null ? null : (address) => requests.done(openEvidence(address)),
  }
}
