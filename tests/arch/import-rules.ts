import { builtinModules } from 'node:module'
import { IMPORT_TABLE, type RoomRow } from './import-table.ts'
import type { Import, SourceModule } from './source-module.ts'

export function rowOf(path: string): RoomRow | undefined {
  return IMPORT_TABLE.find((row) => row.files.test(path))
}

const packageName = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
const isBuiltin = (specifier: string) => specifier.startsWith('node:') || builtinModules.includes(specifier)

/** Is `target` on the list? `any` is everything but Electron, whose place is written out wherever it may be. */
const allows = (list: 'any' | readonly string[], target: string) =>
  list === 'any' ? target !== 'electron' : list.includes(target)

function mayImport(row: RoomRow, { target, relative }: Import): boolean {
  if (relative) return row.own.test(target)
  return isBuiltin(target) ? allows(row.node, target) : allows(row.packages, packageName(target))
}

/**
 * Folders beside the adapters that implement no port of the outside world by themselves: what several adapters do with the machine stands
 * there once. docs/adr/0018-rooms-that-adapters-share.md
 */
const SHARED = /^main\/adapters\/(disk|pictures|programs)\//

/** `adapters/x` and `adapters/y` know nothing of each other; what is shared knows nothing of either. */
function foreignAdapter(path: string, target: string): boolean {
  const adapter = /^main\/adapters\/[^/]+\//.exec(path)?.[0]
  if (adapter === undefined || !target.startsWith('main/adapters/') || target.startsWith(adapter)) return false
  return SHARED.test(path) || !SHARED.test(target)
}

/**
 * Of another feature of the core, a feature uses the service, or a port (a type that something outside fills in);
 * kernel belongs to all of them.
 */
function foreignFeature(path: string, { target, typeOnly }: Import): boolean {
  const feature = /^main\/core\/[^/]+\//.exec(path)?.[0]
  if (feature === undefined || !target.startsWith('main/core/') || target.startsWith(feature)) return false
  if (feature === 'main/core/kernel/') return true
  return !typeOnly && !target.startsWith('main/core/kernel/') && !target.endsWith('-service.ts')
}

/** What a module imports against the table, one line each. */
export function wrongImports({ path, imports, computedImports }: SourceModule): string[] {
  const row = rowOf(path)
  if (row === undefined) return [`${path}: no room in the import table`]
  const wrong: string[] = []
  for (const found of imports) {
    if (!mayImport(row, found)) wrong.push(`${path}: ${row.room} may not import ${found.target}`)
    else if (foreignAdapter(path, found.target))
      wrong.push(`${path}: an adapter may not import another (${found.target})`)
    else if (foreignFeature(path, found))
      wrong.push(`${path}: not a service or port of another feature: ${found.target}`)
  }
  if (computedImports > 0 && !/^(scripts|tests)\//.test(path)) wrong.push(`${path}: imports what only the run can tell`)
  return wrong
}

/** Circles of imports, types included, each once, as "a → b → a". */
export function importCycles(modules: readonly SourceModule[]): string[] {
  const edges = new Map(modules.map(({ path, imports }) => [path, imports.map(({ target }) => target)]))
  const state = new Map<string, 'open' | 'done'>()
  const trail: string[] = []
  const cycles: string[] = []
  const visit = (path: string): void => {
    if (state.get(path) === 'open') cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (state.has(path)) return
    state.set(path, 'open')
    trail.push(path)
    for (const target of edges.get(path) ?? []) visit(target)
    trail.pop()
    state.set(path, 'done')
  }
  for (const path of edges.keys()) visit(path)
  return cycles
}
