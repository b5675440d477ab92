import * as z from 'zod'
import { type SettingInForce, Settings, SettingsView } from '../../contract/settings.ts'
import { type ToolInfo, ToolList } from '../../contract/tool.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { checkSettingName } from './setting-names.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { lackLines } from './tool-lines.ts'

const ROUTE = '/api/settings'

/** Every setting as it is in force. Exit code 1 when `config.json` as it stands is not valid. */
export async function settingsShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const view = await viewOf(door)
    if (values.json === true) terminal.out(JSON.stringify(view))
    else for (const line of settingsLines(view)) terminal.out(line)
    return view.refused === null ? 0 : 1
  })
}

/** Writes one member of `config.json`, named as `port` or `notifications.enabled`. */
export async function settingsSet(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['NAME', 'VALUE'])
  const [name = '', text = ''] = positionals
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const before = await viewOf(door)
    checkSettingName(name, before)
    await save(door, before, changed(before.settings, name, candidates(text)), terminal, values.json)
    for (const line of lackLines(await lacking(name, door))) terminal.err(line)
    return 0
  })
}

/** Takes one member out of `config.json`: its default holds again. */
export async function settingsUnset(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['NAME'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const before = await viewOf(door)
    await save(door, before, changed(before.settings, positionals[0] ?? '', [undefined]), terminal, values.json)
    return 0
  })
}

const viewOf = async (door: CliDoor): Promise<SettingsView> => SettingsView.parse(await door.request('GET', ROUTE))

async function save(
  door: CliDoor,
  { base_sha }: SettingsView,
  settings: Settings,
  terminal: Terminal,
  json: boolean | undefined,
): Promise<void> {
  const view = SettingsView.parse(await door.request('PUT', ROUTE, { settings, base_sha }))
  terminal.out(json === true ? JSON.stringify(view) : saved(view))
}

/** The tools of a family that do not have what they need, also with this setting of theirs. */
async function lacking(name: string, door: CliDoor): Promise<readonly ToolInfo[]> {
  const [first, family] = name.split('.')
  if (first !== 'tools' || family === undefined) return []
  const { items } = ToolList.parse(await door.request('GET', '/api/tools'))
  return items.filter(({ tool, status: { state } }) => {
    return tool.startsWith(`${family}.`) && (state === 'off' || state === 'unavailable')
  })
}

function saved({ path, restart_needed }: SettingsView): string {
  const later = restart_needed.length === 0 ? '' : `; from the next start: ${restart_needed.map(printable).join(', ')}`
  return `written to ${printable(path)}${later}`
}

/** JSON, or the words as they are. */
function candidates(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text), text]
  } catch {
    return [text]
  }
}

/** Throws StartupError (exit 2) when no candidate makes valid settings. */
function changed(settings: Settings, name: string, values: readonly unknown[]): Settings {
  const tried = values.map((value) => Settings.safeParse(withMember(settings, name.split('.'), value)))
  const good = tried.find(({ success }) => success)
  if (good?.data !== undefined) return good.data
  const why = tried[0]?.error === undefined ? '' : z.prettifyError(tried[0].error).replaceAll('\n', ' ')
  throw new StartupError(2, `${name} cannot be set so: ${why}`, 'docs/specs/CONFIG.md lists the names and values')
}

function withMember(from: object, [first = '', ...rest]: readonly string[], value: unknown): object {
  const { [first]: before, ...others } = from as Record<string, unknown>
  const inner = typeof before === 'object' && before !== null ? before : {}
  const next = rest.length === 0 ? value : withMember(inner, rest, value)
  return next === undefined ? others : { ...others, [first]: next }
}

function settingsLines({ path, refused, in_force, restart_needed, addresses, data_root }: SettingsView): string[] {
  const { console: url, ingress } = addresses
  return [
    `${printable(path)} in ${printable(data_root.path)} (${data_root.from})`,
    ...(refused === null ? [] : [`NOT VALID as it stands; the last good one holds: ${printable(refused)}`]),
    ...(url === null ? [] : [`console: ${url}`]),
    ...(ingress === null ? [] : [`webhooks: ${ingress}`]),
    ...in_force.map(rowOf),
    ...(restart_needed.length === 0 ? [] : [`start again for: ${restart_needed.join(', ')}`]),
  ]
}

function rowOf({ name, value, from, variable, next }: SettingInForce): string {
  const who = from === 'environment' || from === 'flag' ? `${from}: ${variable}` : from
  const later = next === undefined ? '' : `  from the next start: ${printable(JSON.stringify(next))}`
  return `  ${name.padEnd(24)} ${printable(JSON.stringify(value))}  (${who})${later}`
}
