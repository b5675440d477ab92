import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { EvidenceList } from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import { ToolRun, ToolRunPage } from '../../../contract/tool.ts'
import { signToken } from '../../../main/adapters/tokens/sign-token.ts'
import { type Service, startService } from '../service.ts'
import { type ArmedService, startArmed } from '../step-kill.ts'
import { ALLOW_ALL, type ObsSetting } from './obs-world.ts'

const JWT_SECRET = 'obs-services-sign-their-own-tokens'

/** A console in a process of its own, for an OBS. */
export interface ObsCaller {
  /** Makes the task `t1` when there is none. Answers its correlation id. */
  task(): Promise<string>
  execute(tool: string, args: JsonObject): Promise<ToolRun>
  /** Newest first. */
  runs(): Promise<readonly ToolRun[]>
  evidence(): Promise<EvidenceList>
  losses(): Promise<readonly AuditEvent[]>
}

const environment = ({ password }: ObsSetting) => ({ JWT_SECRET, OBS_PASSWORD: password })

function configure(dataRoot: string, obs: ObsSetting): void {
  const set = { url: obs.url, health_seconds: 0.5, ...obs.settings }
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools: { obs: set } }))
  writeFileSync(join(dataRoot, 'policy.yaml'), ALLOW_ALL)
}

/** Dies with the test. */
export async function startObsService(dataRoot: string, obs: ObsSetting): Promise<Service & ObsCaller> {
  configure(dataRoot, obs)
  const service = await startService({ dataRoot, flags: [], env: environment(obs) })
  onTestFinished(async () => void (await service.stop('SIGKILL')))
  return { ...service, ...callerAt(service.url) }
}

/** As above, armed to die in front of its n-th step on the disk. */
export async function startArmedObsService(
  dataRoot: string,
  obs: ObsSetting,
  step: number,
): Promise<ArmedService & ObsCaller> {
  configure(dataRoot, obs)
  const service = await startArmed(dataRoot, environment(obs), step)
  onTestFinished(async () => void (await service.stop('SIGKILL')))
  return { ...service, ...callerAt(service.url) }
}

function callerAt(url: string): ObsCaller {
  async function send(method: string, path: string, data: object | null): Promise<unknown> {
    const token = await signToken(JWT_SECRET, {
      ...{ sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'obs' },
      exp: Math.floor(Date.now() / 1000) + 3600,
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method, headers, body: data === null ? null : JSON.stringify(data) })
    if (!answer.ok && answer.status !== 409) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const task = async (): Promise<string> => {
    await send('POST', '/api/tasks', { task_id: 't1', request_text: 'Record' })
    return ((await send('GET', '/api/tasks/t1', null)) as { correlation_id: string }).correlation_id
  }
  return {
    task,
    execute: async (tool, args) => {
      const call = { tool, args, side_effect_level: 'local_write', task_id: 't1', correlation_id: await task() }
      const idempotency_key = `key-${performance.now()}-${process.pid}`
      return ToolRun.parse(await send('POST', '/api/tools/execute', { ...call, idempotency_key }))
    },
    runs: async () => ToolRunPage.parse(await send('GET', '/api/tool-calls', null)).items,
    evidence: async () => EvidenceList.parse(await send('GET', '/api/tasks/t1/evidence', null)),
    losses: async () =>
      ((await send('GET', '/api/audit?type=obs_recording_lost', null)) as { items: AuditEvent[] }).items,
  }
}
