import { createHash } from 'node:crypto'
import type { ChainState } from '../../../contract/audit-chain.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryDetail, DeliverySummary } from '../../../contract/delivery.ts'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import { Sha256 } from '../../../contract/ids.ts'
import { type SourceState, SystemInfo } from '../../../contract/system.ts'
import { Task, type TaskDetail, type TaskSummary } from '../../../contract/task.ts'

/** Facts for the staged service: each whole and valid by the contract, with what a test cares about laid over it. */

export const shaOf = (bytes: string | Uint8Array): Sha256 =>
  Sha256.parse(createHash('sha256').update(bytes).digest('hex'))
/** So many minutes ago, as it is told. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

export function stagedDelivery(seq: number, given: Partial<DeliveryDetail>): DeliveryDetail {
  const delivery_id = `delivery-${seq}`
  return {
    ...{ seq, source: 'github', delivery_id, event: 'issues', assurance: 'signed', state: 'accepted' },
    ...{ outcome: 'task_created', reason: null, task_ids: [], correlation_id: `c-${seq}` },
    ...{ received_at: ago(300 - seq), finished_at: null, bytes: 812, body_sha256: shaOf(delivery_id) },
    ...{ replays: 0, failures: 0, count: 1, address: null, headers: {}, body: null, replayable: true },
    ...{ latest: null, replays_seen: [], samples: [] },
    ...given,
  }
}

export function summaryOf({
  headers,
  body,
  replayable,
  latest,
  replays_seen,
  samples,
  ...summary
}: DeliveryDetail): DeliverySummary {
  return summary
}

export function stagedTask(given: Record<string, unknown>): TaskDetail {
  const task_id = String(given['task_id'] ?? 'staged')
  const base = { task_id, source: 'telegram', correlation_id: task_id, created_at: ago(60), title: 'Staged' }
  const task = Task.parse({ ...base, request_text: 'Words.', updated_at: ago(5), assurance: 'token', ...given })
  return { ...task, base_sha: shaOf(JSON.stringify(task)) }
}

export function rowOf(task: TaskDetail): TaskSummary {
  const { task_id, status, source, assurance, title, correlation_id, created_at, version, base_sha } = task
  return {
    ...{ task_id, status, source, assurance, title, correlation_id, created_at, version, base_sha },
    ...{ updated_at: task.updated_at ?? created_at, ci_state: task.ci_status?.state ?? null },
    ...{ external: task.external_ref === null ? null : `${task.external_ref.repository}#${task.external_ref.number}` },
    ...{ amended: task.amendments.length > 0, invalid_reason: null },
  }
}

export function stagedPackage(task: TaskDetail, name: string, files: Record<string, Uint8Array>): EvidencePackage {
  const types: Readonly<Record<string, string>> = {
    ...{ png: 'image/png', txt: 'text/plain', json: 'application/json', webm: 'video/webm' },
  }
  const artifacts = Object.entries(files).map(([path, bytes]) => ({
    ...{
      path,
      sha256: shaOf(bytes),
      bytes: bytes.length,
      captured_at: ago(50),
      source: 'telegram:message',
      link: null,
    },
    media_type: types[path.split('.')[1] ?? ''] ?? 'application/octet-stream',
  }))
  return {
    package_id: name as EvidencePackage['package_id'],
    ...{ task_id: task.task_id, correlation_id: task.correlation_id, created_at: ago(50), key_id: 'key' },
    artifacts: artifacts as EvidencePackage['artifacts'],
    ...{ manifest_sha256: shaOf(name), state: 'whole', problems: [] },
  }
}

export function stagedLine(seq: number, given: Partial<AuditEvent>): AuditEvent {
  return {
    ...{ seq, ts: ago(60 - seq), type: 'task_created', correlation_id: 'staged', task_id: 'staged', route: null },
    ...{
      actor: { sub: 'telegram', scopes: [], door: 'webhook' },
      status: null,
      data: {},
      prev_hash: shaOf(String(seq)),
    },
    ...given,
  }
}

export function stagedChain(given: Partial<ChainState>): ChainState {
  return {
    ...{ state: 'ok', last_state: 'ok', last_verified_at: ago(3), verified_seq: 95, lines: 95, seconds: 0.4 },
    ...{ progress: null, tampering: null, failure: null, next_at: ago(-57), anchors: [] },
    head: { seq: 100, signed_seq: 100, hash: shaOf('log'), key_id: 'key', key_fingerprint: shaOf('key') },
    ...given,
  }
}

export function stagedInfo(sources: readonly SourceState[]): SystemInfo {
  return SystemInfo.parse({
    ...{ name: 'countersign', version: '0.1.0', host: 'headless', node: 'v24.0.0', platform: 'linux', pid: 1 },
    ...{ data_root: '/data', started_at: ago(600), now: ago(0), sources, warnings: [] },
    intake: { paused: false, since: null, by: null, reason: null, held: 0 },
    tasks: { total: 1, by_status: { pending: 1, needs_review: 0, approved: 0, rejected: 0, invalid: 0 } },
    audit: { seq: 100, signed_seq: 100, hash: shaOf('log'), index_seq: 100 },
    events: { clients: 1, sent: 0, dropped: 0 },
    evidence: {
      ...{ used_bytes: 1_000_000, counted_at: ago(60), free_bytes: 50_000_000_000, free_at: ago(10) },
      ...{ budget_bytes: null, keep_free_bytes: 1_073_741_824 },
    },
    secrets: {
      protection: 'file',
      reason: 'No desktop app holds a key.',
      items: [{ name: 'JWT_SECRET', kept: 'file' }],
    },
  })
}

export function stagedSource(given: Partial<SourceState> & Pick<SourceState, 'source'>): SourceState {
  const ways = [`POST /webhooks/${given.source}`]
  return { state: 'on', reason: null, assurance: 'signed', ways, since: ago(90), contact_at: ago(2), ...given }
}
