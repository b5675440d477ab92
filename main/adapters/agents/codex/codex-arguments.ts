import { join } from 'node:path'
import type { AgentOrder } from '../../../core/agents/agent-port.ts'
import { modelEndpoint, secretFile } from '../turns/model-endpoint.ts'
import type { Turn } from '../turns/turn.ts'
import type { CodexPlace } from './codex-place.ts'

/** A value of TOML v1.0: of its kinds those that settings need. */
type Toml = string | number | boolean | readonly Toml[] | { readonly [key: string]: Toml }

// A basic string of TOML has the escapes of JSON, and wants DEL escaped too: https://toml.io/en/v1.0.0#string
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007F')

/** As TOML, for `-c key=value`. */
export function toml(value: Toml): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(toml).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${quoted(key)}=${toml(member)}`)
    .join(',')}}`
}

const PROFILE = 'countersign'
const PROVIDER = 'countersign'
const OPENAI = 'https://api.openai.com/v1'

/** What an agent of the console has no use for: it works alone, on files, and calls nobody. */
const OFF = [
  ...['apps', 'browser_use', 'browser_use_external', 'computer_use', 'goals', 'hooks', 'image_generation', 'memories'],
  ...['multi_agent', 'plugins', 'shell_snapshot', 'skill_mcp_dependency_install', 'unbounded_connection_retries'],
]

/**
 * What Codex may do, and whom it asks. All of it on the command line, where it goes before whatever a file says. Keys:
 * https://developers.openai.com/codex/config-reference and https://developers.openai.com/codex/permissions
 */
function settingsOf(order: AgentOrder, hidden: readonly string[], kind: Turn['kind']): Record<string, Toml> {
  const { settings, workspace, state_folder } = order
  const mayWrite = kind === 'work'
  const { url, key } = modelEndpoint(settings)
  const own = url !== null || key !== null
  const denied = hidden.map((path) => [path, 'deny'] as const)
  // Without a workspace a run stands in its own folder, which stays hidden. What a reviewer writes into its copy nobody takes from there.
  const copy = kind === 'review' && workspace !== state_folder ? [[workspace, 'write'] as const] : []
  return {
    approval_policy: 'never',
    default_permissions: PROFILE,
    [`permissions.${PROFILE}`]: {
      filesystem: {
        ...{ ':root': 'read', ':tmpdir': 'write', ':workspace_roots': mayWrite ? 'write' : 'read' },
        ...Object.fromEntries([...denied, ...copy]),
      },
      network: { enabled: false },
    },
    // Its commands get the few variables that every program needs.
    shell_environment_policy: { inherit: 'core' },
    allow_login_shell: false,
    web_search: 'disabled',
    check_for_update_on_startup: false,
    'analytics.enabled': false,
    'history.persistence': 'none',
    // Of a review: the files may hold words of whoever wrote them to whoever reads them.
    ...(mayWrite ? {} : { project_doc_max_bytes: 0 }),
    ...Object.fromEntries(OFF.map((name) => [`features.${name}`, false])),
    ...(own
      ? {
          model_provider: PROVIDER,
          [`model_providers.${PROVIDER}`]: {
            ...{ name: PROVIDER, base_url: url ?? OPENAI, wire_api: 'responses' },
            ...{ request_max_retries: 4, stream_max_retries: 5 },
            // The key is read from its file when it is asked for: it is in no environment.
            ...(key === null
              ? {}
              : { auth: { ...printFile(secretFile(order.state_folder, key)), refresh_interval_ms: 0 } }),
          },
        }
      : {}),
  }
}

const printFile = (path: string): { command: string; args: string[] } =>
  process.platform === 'win32'
    ? { command: 'cmd.exe', args: ['/d', '/c', 'type', path] }
    : { command: '/bin/cat', args: [path] }

/** What differs from turn to turn. `hidden`: what the commands of the agent cannot read. */
export interface CodexTurnFacts {
  readonly kind: Turn['kind']
  readonly schema_file: string
  readonly answer_file: string
  readonly hidden: readonly string[]
}

/** Arguments after the program. The prompt is read from standard input. */
export function codexArguments(order: AgentOrder, place: CodexPlace, turn: CodexTurnFacts): string[] {
  const { settings } = order
  const model = settings.kind === 'codex' ? settings.model : null
  const overrides = Object.entries(settingsOf(order, turn.hidden, turn.kind))
  return [
    ...['exec', '--json', '--color', 'never', '--strict-config', '--ignore-user-config', '--ignore-rules'],
    ...['--skip-git-repo-check', '-C', turn.kind === 'work' ? order.workspace : place.desk],
    ...(model === null ? [] : ['-m', model]),
    ...overrides.flatMap(([key, value]) => ['-c', `${key}=${toml(value)}`]),
    ...['--output-schema', turn.schema_file, '-o', turn.answer_file, '-'],
  ]
}

/** Name of a file of a turn, in the place of the run. */
export const turnFile = (place: CodexPlace, number: number, what: 'schema' | 'answer'): string =>
  join(place.turns, `${what}-${number}.json`)
