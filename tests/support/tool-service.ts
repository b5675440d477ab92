import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { ToolRun, ToolRunPage } from '../../contract/tool.ts'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { type Service, startService } from './service.ts'
import { type ArmedService, startArmed } from './step-kill.ts'

const JWT_SECRET = 'tool-services-sign-their-own-tokens'

/** Calls the tools of a console in a process of its own, which may die. */
export interface ToolCaller {
  /** A task with the name `t1`. Answers its correlation id. */
  makeTask(): Promise<string>
  execute(tool: string, args: object, correlationId: string, isAsync: boolean): Promise<ToolRun>
  cancel(callId: string, reason: string): Promise<void>
  runs(): Promise<readonly ToolRun[]>
  evidence(): Promise<EvidenceList>
  artifact(correlationId: string, run: ToolRun, name: string): Promise<Buffer>
}

/** `tools`: the settings of families. Dies with the test. */
export async function startToolService(dataRoot: string, tools: object): Promise<Service & ToolCaller> {
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools }))
  const service = await startService({ dataRoot, flags: [], env: { JWT_SECRET } })
  onTestFinished(async () => void (await service.stop('SIGKILL')))
  return { ...service, ...callerAt(service.url) }
}

/** As above, armed to die in front of its n-th step on the disk. */
export async function startArmedToolService(
  dataRoot: string,
  tools: object,
  step: number,
): Promise<ArmedService & ToolCaller> {
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools }))
  const service = await startArmed(dataRoot, { JWT_SECRET }, step)
  onTestFinished(async () => void (await service.stop('SIGKILL')))
  return { ...service, ...callerAt(service.url) }
}

function callerAt(url: string): ToolCaller {
  async function send(method: string, path: string, data: object | null, more: Record<string, string> = {}) {
    const token = await signToken(JWT_SECRET, {
      ...{ sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'tools' },
      exp: Math.floor(Date.now() / 1000) + 3600,
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more }
    const answer = await fetch(url + path, { method, headers, body: data === null ? null : JSON.stringify(data) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  return {
    makeTask: async () => {
      const answer = await send('POST', '/api/tasks', { task_id: 't1', request_text: 'Look' })
      return ((await answer.json()) as { correlation_id: string }).correlation_id
    },
    execute: async (tool, args, correlation_id, isAsync) => {
      const call = { tool, args, side_effect_level: 'read_only', task_id: 't1', correlation_id }
      const prefer: Record<string, string> = isAsync ? { prefer: 'respond-async' } : {}
      const sent = await send('POST', '/api/tools/execute', { ...call, idempotency_key: `key-${tool}` }, prefer)
      return ToolRun.parse(await sent.json())
    },
    cancel: async (callId, reason) => void (await send('POST', `/api/tool-calls/${callId}/cancel`, { reason })),
    runs: async () => ToolRunPage.parse(await (await send('GET', '/api/tool-calls', null)).json()).items,
    evidence: async () => EvidenceList.parse(await (await send('GET', '/api/tasks/t1/evidence', null)).json()),
    artifact: async (correlationId, run, name) =>
      Buffer.from(
        await (await send('GET', `/api/evidence/${correlationId}/${run.call_id}/${name}`, null)).arrayBuffer(),
      ),
  }
}
