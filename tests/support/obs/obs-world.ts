import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { EvidenceList, type EvidencePackage } from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import { Problem } from '../../../contract/problem.ts'
import { TaskDetail } from '../../../contract/task.ts'
import { ToolList, ToolRun, type ToolStatus } from '../../../contract/tool.ts'
import { temporaryFolder } from '../data-root.ts'
import { type RunningApp, startApp } from '../running-app.ts'

/** Everything runs at once but what publishes, which waits for a person. */
export const ALLOW_ALL = `version: 1
rules:
  - id: publishing
    match: { levels: [external_publish] }
    effect: ask
  - id: everything-else
    match: {}
    effect: allow
`

export interface ObsSetting {
  /** Null: none is configured. */
  readonly url: string | null
  readonly password: string
  readonly settings?: JsonObject
}

/** The console with its tools for an OBS, and one task. */
export interface ObsWorld {
  readonly app: RunningApp
  readonly dataRoot: string
  readonly correlation: string
  /** Carries a call out, whatever comes of it. `task` is the first task unless another is named. */
  run(tool: string, args?: JsonObject): Promise<ToolRun>
  /** The same for a call that must be done; its result. */
  done(tool: string, args?: JsonObject): Promise<JsonObject>
  /** Error code of a call that must fail. */
  failed(tool: string, args?: JsonObject): Promise<string | undefined>
  /** Arms and fires. */
  fire(action: 'record.stop'): Promise<ToolRun>
  /** Sends a call that must wait, approves it and sends it again. */
  approved(tool: string, args: JsonObject): Promise<ToolRun>
  evidence(): Promise<readonly EvidencePackage[]>
  status(tool?: string): Promise<ToolStatus>
}

export async function openObsWorld(obs: ObsSetting, dataRoot?: string): Promise<ObsWorld> {
  const root = dataRoot ?? (await temporaryFolder())
  const set = { url: obs.url, health_seconds: 0.5, call_timeout_ms: 3000, ...obs.settings }
  await writeFile(join(root, 'config.json'), JSON.stringify({ tools: { obs: set } }))
  await writeFile(join(root, 'policy.yaml'), ALLOW_ALL)
  const app = await startApp({ dataRoot: root, env: { OBS_PASSWORD: obs.password } })
  await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Record', allow_external_publish: true })
  const answer = await app.call('GET', '/api/tasks/t1', 'observer')
  const correlation = TaskDetail.parse(await answer.json()).correlation_id
  let keys = 0

  async function levelOf(tool: string): Promise<string> {
    const { items } = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
    return items.find((each) => each.tool === tool)?.side_effect_level ?? 'read_only'
  }

  async function send(tool: string, args: JsonObject): Promise<Response> {
    const idempotency_key = `key-${process.pid}-${performance.now()}-${++keys}`
    const call = { tool, args, side_effect_level: await levelOf(tool), task_id: 't1', correlation_id: correlation }
    return app.call('POST', '/api/tools/execute', 'tool_runner', { ...call, idempotency_key })
  }

  async function run(tool: string, args: JsonObject = {}): Promise<ToolRun> {
    const answer = await send(tool, args)
    const body: unknown = await answer.json()
    if (answer.status !== 200) throw new Error(`${tool}: ${JSON.stringify(body)}`)
    return ToolRun.parse(body)
  }

  async function done(tool: string, args: JsonObject = {}): Promise<JsonObject> {
    const { state, result, failure } = await run(tool, args)
    expect({ state, failure }).toEqual({ state: 'done', failure: null })
    return result ?? {}
  }

  return {
    ...{ app, dataRoot: root, correlation, run, done },
    failed: async (tool, args) => {
      const { state, failure } = await run(tool, args)
      expect(state).toBe('failed')
      return failure?.error_code
    },
    fire: async (action) => {
      const { fire } = await done('obs.arm', { action })
      const { tool, args } = fire as { tool: string; args: JsonObject }
      return run(tool, args)
    },
    approved: async (tool, args) => {
      const refused = Problem.parse(await (await send(tool, args)).json())
      const id = String(refused['approval_id'])
      const pending = (await (await app.call('GET', `/api/approvals/${id}`, 'observer')).json()) as JsonObject
      const { subject_sha256 } = pending
      await app.call('POST', `/api/approvals/${id}/approve`, 'admin', { subject_sha256 })
      return run(tool, args)
    },
    evidence: async () => {
      const answer = await app.call('GET', `/api/tasks/t1/evidence`, 'observer')
      return EvidenceList.parse(await answer.json()).items
    },
    status: async (tool = 'obs.status') => {
      const { items } = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
      const info = items.find((each) => each.tool === tool)
      if (info === undefined) throw new Error(`no tool ${tool}`)
      return info.status
    },
  }
}
