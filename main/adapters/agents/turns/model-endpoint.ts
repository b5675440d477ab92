import { join } from 'node:path'
import type { AgentSettings } from '../../../../contract/agent.ts'

/** Plain value of an agent's settings that names an endpoint of its own, as OpenAI's libraries call it. */
const BASE_URL = 'OPENAI_BASE_URL'

/** Where a secret of an agent lies while it runs. */
export const secretFile = (stateFolder: string, name: string): string => join(stateFolder, 'secrets', name)

/** Where the model is: `url` null stands for the one that the program uses by itself; `key` is the name of a secret. */
export interface ModelEndpoint {
  readonly url: string | null
  readonly key: string | null
}

export function modelEndpoint(settings: AgentSettings): ModelEndpoint {
  return { url: settings.environment[BASE_URL] ?? null, key: settings.secrets[0] ?? null }
}
