import type { EvidenceRef } from '../../../../contract/evidence.ts'
import type { JsonObject } from '../../../../contract/json-object.ts'
import type { ArtifactDraft, EvidenceStore } from '../../evidence/evidence-store.ts'
import { SYSTEM } from '../../kernel/call.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Timers } from '../../kernel/timers.ts'
import type { Alarm } from '../../notices/alarm.ts'
import type { FamilyParts } from '../tool-family.ts'
import type { WorkFolders } from '../work-folders.ts'
import { lostPackageId, type OwnRecording } from './own-recording.ts'
import type { RecordingFacts, RecordingFiles } from './recording-files.ts'
import { recordingArtifact } from './take-recording.ts'

/** How a recording of ours ended that nobody asked to end. */
export const LOSSES = {
  stopped_unasked: 'OBS stopped it: somebody pressed stop there, or the disk is full.',
  obs_gone: 'OBS cannot be reached any more, and the file does not grow.',
  ended_unseen: 'It ended while the console was not connected.',
  file_not_written: 'OBS says that it records, but nothing comes into the file: its muxer died, or it is stuck.',
} as const
export type Loss = keyof typeof LOSSES

export interface LosingParts {
  readonly files: RecordingFiles
  readonly evidence: Pick<EvidenceStore, 'keep' | 'list'>
  readonly work: Pick<WorkFolders, 'open'>
  readonly record: FamilyParts<unknown>['record']
  readonly alarm: Alarm | null
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
}

/** Beside the other work of calls, as long as there are recordings to be watched: a loss is told once. */
const TOLD = 'told.json'

/** Was the loss of this one recorded, also by an earlier process? Rejects with the system's error. */
export async function wasLossTold(
  parts: Pick<LosingParts, 'files' | 'work'>,
  { call_id }: OwnRecording,
): Promise<boolean> {
  return (await parts.files.readNote(await parts.work.open(lostPackageId(call_id)), TOLD)) !== null
}

/** Nobody waits longer for a notification to be shown, or for a file to be read. */
const NOTIFY_MS = 10_000
const PROBE_MS = 60_000

/**
 * Keeps what there is of the file, records the loss, and tells whoever sits here, unless the hours are quiet. Never throws: each of the three is tried whatever becomes
 * of the others, and what fails is logged.
 */
export async function reportLoss(parts: LosingParts, own: OwnRecording, loss: Loss): Promise<void> {
  const { logger } = parts
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      logger.error({ err: error, call_id: own.call_id, loss }, what)
      return null
    }
  }
  logger.error({ call_id: own.call_id, loss }, 'a recording was lost')
  const kept = await attempt('what there is of a lost recording could not be kept', () => keepPartial(parts, own, loss))
  const { call_id, task_id, correlation_id, path } = own
  const data: JsonObject = { call_id, loss, why: LOSSES[loss], path, evidence: kept }
  await attempt('a lost recording could not be recorded', async () => {
    await parts.record({ type: 'obs_recording_lost', actor: SYSTEM, correlation_id, task_id, data })
    await parts.files.writeNote(await parts.work.open(lostPackageId(call_id)), TOLD, { told: true })
  })
  await attempt('a lost recording could not be told', () => tellOperator(parts, own, loss))
}

async function keepPartial(parts: LosingParts, own: OwnRecording, loss: Loss): Promise<EvidenceRef> {
  const { files, evidence, clock } = parts
  // An earlier process may have died after it kept the file and before it told.
  const kept = (await evidence.list(own.correlation_id)).find(
    ({ package_id }) => package_id === lostPackageId(own.call_id),
  )
  if (kept !== undefined) {
    const { package_id, manifest_sha256, artifacts, created_at: captured_at } = kept
    return { package_id, manifest_sha256, artifacts: artifacts.length, captured_at }
  }
  const created_at = timestamp(clock)
  const about = { name: 'recording-partial', captured_at: created_at, source: 'obs:recording', partial: true }
  const found = own.path === null ? { fault: 'was never named by OBS' } : await files.look(own.path)
  const file = 'fault' in found || own.path === null ? null : recordingArtifact(own.path, found.ending, about)
  const readable = file === null || own.path === null ? null : await probed(parts, own.path)
  const report = {
    ...{ call_id: own.call_id, loss, why: LOSSES[loss], path: own.path, noticed_at: created_at },
    file: 'fault' in found ? found.fault : { bytes: found.bytes, readable: readable as JsonObject | null },
  }
  const words: ArtifactDraft = {
    ...{ path: 'recording-lost.json', media_type: 'application/json', captured_at: created_at },
    ...{ source: 'obs:watch', link: null, bytes: Buffer.from(`${canonicalJson(report)}\n`) },
  }
  const { task_id, correlation_id } = own
  const draft = { package_id: lostPackageId(own.call_id), task_id, correlation_id, created_at }
  return evidence.keep({ ...draft, artifacts: file === null ? [words] : [words, file] })
}

/** What can be read of it, where there is a program to say so. */
async function probed({ files, timers }: LosingParts, path: string): Promise<RecordingFacts | null> {
  const read = await within(timers, PROBE_MS, (signal) => files.probe(path, signal)).catch(() => null)
  return read?.facts ?? null
}

async function tellOperator({ alarm, timers }: LosingParts, own: OwnRecording, loss: Loss): Promise<void> {
  if (alarm === null) return
  const notice = { title: 'A recording was lost', body: `Of the task ${own.task_id}: ${LOSSES[loss]}` }
  await within(timers, NOTIFY_MS, (signal) => alarm(notice, signal))
}

async function within<T>(timers: Timers, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const cancel = timers.after(ms, () => controller.abort(new Error(`not done within ${ms} ms`)))
  try {
    return await work(controller.signal)
  } finally {
    cancel()
  }
}
