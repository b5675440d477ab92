import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../fixtures/xcode')

/** A payload of tests/fixtures/xcode, fresh. */
export function xcodePayload(
  name: 'cloud-created' | 'cloud-started' | 'cloud-completed' | 'script-action' | 'script-build',
): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Record<string, unknown>
}

/** The payload with the member at `path` (names with dots between them) set to `value`. */
export function withMember(payload: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.')
  const inner = (payload[first] ?? {}) as Record<string, unknown>
  return { ...payload, [first]: rest.length === 0 ? value : withMember(inner, rest.join('.'), value) }
}
