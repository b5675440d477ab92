import { setTimeout as pause } from 'node:timers/promises'
import { EvidenceList } from '../../contract/evidence.ts'
import type { JsonObject } from '../../contract/json-object.ts'
import { TaskDetail } from '../../contract/task.ts'
import type { SideEffectLevel, ToolRun } from '../../contract/tool.ts'
import type { Fault } from '../../tests/support/youtube-stand-in/stand-in-faults.ts'
import { freshKey, must, type PublishStage } from './publish-stage.ts'
import type { ToolsWorld } from './tools-world.ts'

/** What one request led to: a picture, a recording, and a link to it. */
export interface AirlockStory {
  readonly upload: ToolRun
  readonly recording: ToolRun
  readonly link: string | null
  readonly faults: number
  readonly wrong: readonly string[]
  readonly metrics: Readonly<Record<string, number | boolean>>
}

const RECORDED_MS = 8000

/** In the order in which they meet the upload: sessions, chunks and questions fail in every way that the vendor names. */
const CHUNK_FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, keep: 0 },
  { kind: 'cut', keep: 101 },
  { kind: 'short', keep: 97 },
  { kind: 'status', status: 500, keep: 33 },
  { kind: 'cut', keep: 0 },
  { kind: 'status', status: 401, keep: 0, reason: 'authError' },
  { kind: 'short', keep: 1 },
  { kind: 'status', status: 429, keep: 0, reason: 'rateLimitExceeded', retryAfter: '1' },
  { kind: 'cut', keep: 77 },
  { kind: 'status', status: 502, keep: 5 },
  { kind: 'short', keep: 48 },
  { kind: 'cut', keep: 13 },
]
const ASK_FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, keep: 0 },
  { kind: 'cut', keep: 0 },
  { kind: 'status', status: 500, keep: 0 },
  { kind: 'status', status: 504, keep: 0 },
]
const OPEN_FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, keep: 0 },
  { kind: 'status', status: 500, keep: 0 },
]
const TOKEN_FAULTS: readonly Fault[] = [{ kind: 'status', status: 503, keep: 0 }]
const LEAST_FAULTS = 20

/**
 * A picture of the screen, a recording by OBS, and its upload through faults, all for one task that may publish. `stage` publishes with
 * `youtube.upload`.
 */
export async function throughTheAirlock(world: ToolsWorld, stage: PublishStage, taskId: string): Promise<AirlockStory> {
  const { console } = stage
  const task = TaskDetail.parse(JSON.parse(must(200, await console.get(`/api/tasks/${taskId}`))))
  const agent = await stage.agent('agent-of-the-airlock')
  const wrong: string[] = []
  const call = (tool: string, side_effect_level: SideEffectLevel, args: JsonObject) => ({
    ...{ tool, args, side_effect_level, task_id: task.task_id, correlation_id: task.correlation_id },
    idempotency_key: freshKey(),
  })

  async function done(tool: string, level: SideEffectLevel, args: JsonObject): Promise<ToolRun> {
    const run = await stage.run(agent, call(tool, level, args))
    if (run.state !== 'done') throw new Error(`${tool}: ${run.failure?.error_code}: ${run.failure?.detail}`)
    return run
  }

  const picture = await done('screen.capture', 'read_only', { target: { kind: 'all' } })
  await done('obs.record.start', 'local_write', {})
  await pause(RECORDED_MS)
  const { result: armed } = await done('obs.arm', 'read_only', { action: 'record.stop' })
  const recording = await done('obs.record.stop', 'local_write', { arm_id: String(armed?.['arm_id']) })
  const mp4 = (recording.result?.['mp4'] ?? null) as { sha256: string; bytes: number } | null
  if (mp4 === null) throw new Error('the recording has no MP4')
  const args = {
    ...{ artifact_sha256: mp4.sha256, title: 'Release 2.4', description: 'What is new.', category_id: '28' },
    made_for_kids: false,
  }
  await done('youtube.preflight', 'read_only', args)

  const obs_recording_verified =
    Number(recording.result?.['duration_s']) >= RECORDED_MS / 2000 && recording.evidence.length === 1
  if (!obs_recording_verified) wrong.push(`the recording was not verified: ${JSON.stringify(recording.result)}`)
  const screen_captured = picture.evidence.length === 1
  if (!screen_captured) wrong.push('the picture of the screen left no evidence')

  const { faults, videos, sessions } = world.youtube
  faults.add('open', ...OPEN_FAULTS)
  faults.add('chunk', ...CHUNK_FAULTS, { kind: 'lost answer' })
  faults.add('ask', ...ASK_FAULTS)
  faults.add('token', ...TOKEN_FAULTS)
  faults.add('api', { kind: 'status', status: 503, keep: 0 })
  const wanted = call('youtube.upload', 'external_publish', args)
  await stage.approved(agent, wanted)
  const upload = await stage.run(agent, wanted)
  const happened = faults.happened()
  const [video] = videos.all
  const identical = video?.sha256 === mp4.sha256
  if (upload.state !== 'done') wrong.push(`the upload failed: ${upload.failure?.detail}`)
  if (happened < LEAST_FAULTS) wrong.push(`${happened} faults met the upload, at least ${LEAST_FAULTS} are asked for`)
  if (videos.all.length !== 1) wrong.push(`${videos.all.length} videos were made of one upload`)
  if (!identical) wrong.push('what arrived is not what was approved')
  if (sessions.violations.length > 0) wrong.push(`against the protocol: ${sessions.violations.join('; ')}`)
  const link = typeof upload.result?.['link'] === 'string' ? upload.result['link'] : null
  wrong.push(...(await linkInEvidence(stage, task.task_id, upload, link)))
  return {
    ...{ upload, recording, link, faults: happened, wrong },
    metrics: {
      obs_recording_verified,
      screen_captured,
      upload_faults_injected: happened,
      upload_resumed_times: Number(upload.result?.['resumed_times'] ?? 0),
      upload_bytes_identical: identical,
      videos_made: videos.all.length,
    },
  }
}

async function linkInEvidence(
  { console }: PublishStage,
  taskId: string,
  upload: ToolRun,
  link: string | null,
): Promise<string[]> {
  const list = must(200, await console.get(`/api/tasks/${taskId}/evidence`))
  const { items } = EvidenceList.parse(JSON.parse(list))
  const receipt = items
    .find(({ package_id }) => String(package_id) === upload.call_id)
    ?.artifacts.find((artifact) => artifact.link !== null)
  return receipt !== undefined && receipt.link === link ? [] : ['the link of the video is not in the evidence']
}
