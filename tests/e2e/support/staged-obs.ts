import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolCall, ToolRun } from '../../../contract/tool.ts'
import type { GovernanceStage } from './governance-stage.ts'
import { stagedApproval, stagedRun } from './staged-approvals.ts'
import { ago } from './staged-facts.ts'
import { ok, type StagedReply, type StagedService } from './staged-service.ts'

/** What OBS does, as the stand-in has it; a test changes it. */
export interface ObsStage {
  readonly sent: ToolCall[]
  scene: string
  active: boolean
  paused: boolean
  /** Minutes for which what is armed holds. */
  armedFor: number
  /** From now on calls end when the test says so: each of what this returns ends one. */
  holdBack(): readonly (() => void)[]
}

/** Calls that look are answered at once; the others run, as with respond-async, and their end is pushed. */
export function stageObs(service: StagedService, stage: GovernanceStage): ObsStage {
  let held: (() => void)[] | null = null
  const obs: ObsStage = {
    ...{ sent: [], scene: 'Desk', active: false, paused: false, armedFor: 1 },
    holdBack: () => {
      held = []
      return held
    },
  }
  const answer = (call: ToolCall): StagedReply => {
    obs.sent.push(call)
    const call_id = `call-${obs.sent.length}`
    const given: Partial<ToolRun> = { call_id, started_at: ago(0), finished_at: ago(0) }
    if (call.side_effect_level === 'external_publish') {
      const approval = stagedApproval(1, call, { requested_by: 'operator' })
      stage.approvals = [approval]
      const { approval_id } = approval
      stage.runs = [stagedRun(1, call, { ...given, state: 'denied', approval_id }), ...stage.runs]
      const words = { title: 'Not now', detail: 'A person must approve it.', remediation_hint: 'Ask.' }
      const place = { correlation_id: 'pier', call_id, approval_id }
      return {
        status: 403,
        body: { type: 'about:blank', status: 403, error_code: 'policy_denied', ...words, ...place },
      }
    }
    const run = stagedRun(1, call, { ...given, result: resultOf(obs, call) })
    if (['obs.status', 'obs.scenes', 'obs.arm'].includes(call.tool)) {
      stage.runs = [run, ...stage.runs]
      return ok(run)
    }
    const running: ToolRun = { ...run, state: 'running', result: null, finished_at: null }
    stage.runs = [running, ...stage.runs]
    const end = () => {
      stage.runs = stage.runs.map((each) => (each === running ? run : each))
      const { task_id } = run
      service.push('tool_call_done', { seq: 600 + obs.sent.length, ts: ago(0), correlation_id: task_id, task_id, run })
    }
    if (held === null) setImmediate(end)
    else held.push(end)
    return { status: 202, body: running }
  }
  service.on('POST /api/tools/execute', ({ sent }) => answer(sent as ToolCall))
  return obs
}

function resultOf(stage: ObsStage, { tool, args }: ToolCall): JsonObject {
  if (tool === 'obs.status')
    return {
      ...{ obs_version: '29.0.2', websocket_version: '5.1.0', platform: 'Debian', latency_ms: 2, scene: stage.scene },
      recording: {
        ...{ active: stage.active, paused: stage.paused, duration_ms: 61_000, bytes: 1_200_000 },
        ...{ path: stage.active ? '/films/pier.mkv' : null, folder: '/films' },
      },
      streaming: { active: false, reconnecting: false, duration_ms: 0, bytes: 0 },
      replay_buffer: null,
      load: { cpu_percent: 12, memory_mb: 240, fps: 30, free_disk_mb: 50_000, skipped_frames: 0 },
    }
  if (tool === 'obs.scenes')
    return {
      current: stage.scene,
      scenes: [
        { name: 'Desk', sources: ['Screen'] },
        { name: 'Pier', sources: ['Camera'] },
      ],
    }
  if (tool === 'obs.arm') {
    const action = String(args['action'])
    const target = action === 'record.stop' ? {} : { service: 'Twitch', server: 'rtmp://live.example.org/app' }
    return {
      ...{ arm_id: 'arm-1', action, expires_at: ago(-stage.armedFor) },
      seen: { path: '/films/pier.mkv', ...target },
      fire: { tool: `obs.${action}`, args: { arm_id: 'arm-1', ...target } },
    }
  }
  if (tool === 'obs.scene.switch') stage.scene = String(args['scene'])
  if (tool === 'obs.record.start') stage.active = true
  if (tool === 'obs.record.stop') stage.active = false
  if (tool.startsWith('obs.record.')) stage.paused = tool === 'obs.record.pause'
  return { ...args }
}
