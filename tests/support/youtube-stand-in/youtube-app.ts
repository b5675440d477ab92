import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Approval } from '../../../contract/approval.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import { Problem } from '../../../contract/problem.ts'
import { ToolRun } from '../../../contract/tool.ts'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../../main/core/access/sealer.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { keepingLogger } from '../audit-log.ts'
import { temporaryFolder } from '../data-root.ts'
import { type RunningApp, startApp } from '../running-app.ts'
import { startYoutubeStandIn, type YoutubeStandIn } from './youtube-stand-in.ts'

/** A data root whose console uses the stand-in, with a task that may publish. */
export interface YoutubeApp {
  readonly app: RunningApp
  readonly standIn: YoutubeStandIn
  readonly correlation: string
  /** Puts bytes among the evidence of the task, as a video. */
  keepVideo(bytes: Uint8Array, media_type?: string): Promise<Sha256>
  /** A call without an approval; the answer as it came. */
  ask(tool: string, args: object, key?: string): Promise<Response>
  /** The call with an approval where it needs one. */
  run(tool: string, args: object): Promise<ToolRun>
  /** The receipt or whatever else the run left under this name. */
  left(run: ToolRun, name: string): Promise<Record<string, unknown>>
}

export async function standInForTest(): Promise<YoutubeStandIn> {
  const standIn = await startYoutubeStandIn()
  onTestFinished(standIn.close)
  return standIn
}

export function writeYoutubeSettings(dataRoot: string, standIn: YoutubeStandIn, more: object = {}): void {
  mkdirSync(dataRoot, { recursive: true })
  const tools = { youtube: { ...standIn.settings, ...more } }
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools }))
}

export async function keepVideoIn(
  dataRoot: string,
  task: { readonly task_id: string; readonly correlation_id: string },
  bytes: Uint8Array,
  media_type: string,
): Promise<Sha256> {
  const keys = await openSecretFiles(dataRoot).auditKeys(NO_DESKTOP, 'auto')
  const folder = join(dataRoot, 'audit', 'evidence')
  const at = '2026-02-01T00:00:00.000Z'
  const artifact = { path: 'video.mp4', bytes, media_type, captured_at: at, source: 'test', link: null }
  const package_id = `kept-${randomBytes(4).toString('hex')}`
  const draft = { ...task, package_id, created_at: at, artifacts: [artifact] }
  await openEvidenceFiles({ folder, keys, logger: keepingLogger(), grown: () => undefined }).keep(draft)
  return sha256(bytes)
}

/** `connected`: a refresh token is there, as if the account had been connected long ago. */
export async function startYoutubeApp(
  options: { settings?: object; connected?: boolean; standIn?: YoutubeStandIn; dataRoot?: string } = {},
): Promise<YoutubeApp> {
  const standIn = options.standIn ?? (await standInForTest())
  const dataRoot = options.dataRoot ?? (await temporaryFolder())
  writeYoutubeSettings(dataRoot, standIn, options.settings)
  const env: Record<string, string> =
    options.connected === false ? {} : { YOUTUBE_REFRESH_TOKEN: standIn.oauth.grant() }
  const app = await startApp({ dataRoot, env })
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const made = (await (await app.call('POST', '/api/tasks', 'admin', task)).json()) as { correlation_id: string }
  const correlation = made.correlation_id
  let keys = 0

  async function ask(tool: string, args: object, key = `key-${String(++keys).padStart(8, '0')}`): Promise<Response> {
    const side_effect_level = tool === 'youtube.preflight' ? 'read_only' : 'external_publish'
    const call = { tool, args, side_effect_level, task_id: 't1', correlation_id: correlation, idempotency_key: key }
    return app.call('POST', '/api/tools/execute', 'tool_runner', call)
  }

  return {
    ...{ app, standIn, correlation, ask },
    keepVideo: (bytes, media_type = 'video/mp4') =>
      keepVideoIn(dataRoot, { task_id: 't1', correlation_id: correlation }, bytes, media_type),
    run: async (tool, args) => {
      const first = await ask(tool, args)
      if (first.status === 200) return ToolRun.parse(await first.json())
      const refused = Problem.parse(await first.json())
      const id = String(refused['approval_id'])
      const pending = Approval.parse(await (await app.call('GET', `/api/approvals/${id}`, 'observer')).json())
      const { subject_sha256 } = pending
      await app.call('POST', `/api/approvals/${id}/approve`, 'admin', { subject_sha256 })
      return ToolRun.parse(await (await ask(tool, args)).json())
    },
    left: async ({ call_id }, name) => {
      const answer = await app.call('GET', `/api/evidence/${correlation}/${call_id}/${name}`, 'observer')
      return (await answer.json()) as Record<string, unknown>
    },
  }
}
