import * as z from 'zod'
import { type SettingInForce, Settings, SettingsView } from '../../contract/settings.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const ROUTE = '/api/settings'

/** Every setting as it is in force. Exit code 1 when `config.json` as it stands is not valid. */
export async function settingsShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const view = SettingsView.parse(await door.request('GET', ROUTE))
    if (values.json === true) terminal.out(JSON.stringify(view))
    else for (const line of settingsLines(view)) terminal.out(line)
    return view.refused === null ? 0 : 1
  })
}

/** Writes one member of `config.json`, named as `port` or `notifications.enabled`. */
export async function settingsSet(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['NAME', 'VALUE'])
  const [name = '', text = ''] = positionals
  return save(values, terminal, (settings) => changed(settings, name, candidates(text)))
}

/** Takes one member out of `config.json`: its default holds again. */
export async function settingsUnset(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['NAME'])
  return save(values, terminal, (settings) => changed(settings, positionals[0] ?? '', [undefined]))
}

async function save(
  flags: { readonly 'data-root'?: string | undefined; readonly json?: boolean | undefined },
  terminal: Terminal,
  change: (settings: Settings) => Settings,
): Promise<ExitCode> {
  return withDoor(flags['data-root'], terminal, 'existing', async (door) => {
    const { settings, base_sha } = SettingsView.parse(await door.request('GET', ROUTE))
    const view = SettingsView.parse(await door.request('PUT', ROUTE, { settings: change(settings), base_sha }))
    if (flags.json === true) terminal.out(JSON.stringify(view))
    else terminal.out(saved(view))
    return 0
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
