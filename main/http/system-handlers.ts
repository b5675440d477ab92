import type { SystemInfo } from '../../contract/system.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type SystemHandlers = Pick<Handlers, 'health' | 'systemInfo' | 'openapi'>

export function createSystemHandlers(parts: {
  info: () => SystemInfo
  uptimeSeconds: () => number
  version: string
}): SystemHandlers {
  let openapi: Promise<string> | null = null
  /** Made on the first call: nothing else of the start needs the generator. */
  const contract = (): Promise<string> => {
    openapi ??= import('./openapi-yaml.ts').then(({ openapiYaml }) => openapiYaml(parts.version))
    return openapi
  }

  return {
    health: () => jsonReply(200, { status: 'ok', version: parts.version, uptime_s: parts.uptimeSeconds() }),
    systemInfo: () => jsonReply(200, parts.info()),
    openapi: async () => ({
      status: 200,
      body: await contract(),
      headers: { 'content-type': 'application/yaml; charset=utf-8', 'cache-control': 'no-cache' },
      correlation_id: null,
      task_id: null,
    }),
  }
}
