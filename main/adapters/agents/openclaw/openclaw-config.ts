import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentOrder } from '../../../core/agents/agent-port.ts'
import { modelEndpoint, secretFile } from '../turns/model-endpoint.ts'

type Json = Record<string, unknown>

const LOOK = ['read', 'ls']
const WRITE = ['write', 'edit', 'apply_patch', 'exec', 'process']
const PROVIDER = 'countersign'
const OPENAI = 'https://api.openai.com/v1'

/** Model of the settings as OpenClaw names it, PROVIDER/MODEL; null: the one of its configuration. */
export function modelName({ settings }: AgentOrder): string | null {
  const model = settings.kind === 'openclaw' ? settings.model : null
  if (model === null || model.includes('/')) return model
  const { url, key } = modelEndpoint(settings)
  return url === null && key === null ? model : `${PROVIDER}/${model}`
}

/** Of one turn of `openclaw agent exec`. Absolute. */
export interface ExecPlace {
  readonly config: string
  readonly prompt: string
  /** Its sessions; of this turn alone. */
  readonly state: string
  readonly temporary: string
}

/**
 * Writes what one turn needs. Throws when the operator's own configuration is not plain JSON.
 * @param number of the turn in its run, so that turns do not share anything
 */
export async function makeExecPlace(
  order: AgentOrder,
  number: number,
  prompt: string,
  mayWrite: boolean,
): Promise<ExecPlace> {
  const folder = join(order.state_folder, `turn-${number}`)
  const place = {
    ...{ config: join(folder, 'openclaw.json'), prompt: join(folder, 'prompt.md'), state: join(folder, 'state') },
    temporary: join(order.state_folder, 'tmp'),
  }
  for (const path of [place.state, place.temporary]) await mkdir(path, { recursive: true, mode: 0o700 })
  await writeFile(place.config, JSON.stringify(await configOf(order, mayWrite)), { mode: 0o600 })
  await writeFile(place.prompt, prompt, { mode: 0o600 })
  return place
}

const inside = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** Keys: https://docs.openclaw.ai/gateway/configuration-reference */
async function configOf(order: AgentOrder, mayWrite: boolean): Promise<Json> {
  const { settings } = order
  const file = settings.kind === 'openclaw' ? settings.config_file : null
  const given = file === null ? {} : inside(JSON.parse(await readFile(file, 'utf8')))
  const { url, key } = modelEndpoint(settings)
  const [provider = '', ...model] = (modelName(order) ?? '').split('/')
  const models = inside(given['models'])
  const secrets = inside(given['secrets'])
  const own = url !== null || key !== null
  const name = model.join('/')
  return {
    ...given,
    update: { checkOnStart: false },
    models: {
      ...{ ...models, catalogRefresh: { enabled: false } },
      providers: {
        ...inside(models['providers']),
        ...(own && name !== ''
          ? {
              [provider]: {
                ...{ baseUrl: url ?? OPENAI, api: 'openai-completions', models: [{ id: name, name }] },
                ...(key === null ? {} : { apiKey: { source: 'file', provider: PROVIDER, id: 'value' } }),
              },
            }
          : {}),
      },
    },
    secrets: {
      ...secrets,
      providers: {
        ...inside(secrets['providers']),
        ...(key === null
          ? {}
          : { [PROVIDER]: { source: 'file', path: secretFile(order.state_folder, key), mode: 'singleValue' } }),
      },
    },
    // What it may use: files and commands. It calls nobody, and sends nothing.
    tools: { ...inside(given['tools']), allow: mayWrite ? [...LOOK, ...WRITE] : LOOK },
  }
}
