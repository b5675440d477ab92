import type { SystemInfo } from '../../contract/system.ts'
import type { Handlers } from './handler.ts'
import { openapiYaml } from './openapi-yaml.ts'
import { jsonReply } from './reply.ts'

type SystemHandlers = Pick<Handlers, 'health' | 'systemInfo' | 'openapi'>

export function createSystemHandlers(parts: {
  info: () => SystemInfo
  uptimeSeconds: () => number
  version: string
}): SystemHandlers {
  let openapi: string | null = null
  const contract = (): string => {
    openapi ??= openapiYaml(parts.version)
    return openapi
  }
  return {
    health: () => jsonReply(200, { status: 'ok', version: parts.version, uptime_s: parts.uptimeSeconds() }),
    systemInfo: () => jsonReply(200, parts.info()),
    openapi: () => ({
      status: 200,
      body: contract(),
      headers: { 'content-type': 'application/yaml; charset=utf-8', 'cache-control': 'no-cache' },
      correlation_id: null,
      task_id: null,
    }),
  }
}
