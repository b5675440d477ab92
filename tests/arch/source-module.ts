import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { parseSync } from 'oxc-parser'

/** One node of the syntax tree; its fields are read by name, and only where they are there. */
export type SyntaxNode = { type: string; start: number } & Record<string, unknown>

export interface Import {
  /** A path from the repository's root for a relative import, else the package's specifier as written. */
  target: string
  relative: boolean
  typeOnly: boolean
}

export interface SourceModule {
  /** From the repository's root, with forward slashes. */
  path: string
  text: string
  nodes: SyntaxNode[]
  comments: string[]
  imports: Import[]
  /** An import() or require() whose target only the run can tell. */
  computedImports: number
}

export const ROOMS = ['contract', 'main', 'preload', 'renderer', 'scripts', 'tests'] as const
const CODE = /\.(ts|tsx|mjs)$/
const SET_ASIDE = /^tests\/(golden|fixtures)\//

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'

function collect(value: unknown, into: SyntaxNode[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into)
  else if (isNode(value)) {
    into.push(value)
    for (const child of Object.values(value)) collect(child, into)
  }
}

/** `node[name]` when it is a node. */
export function childNode(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const child = node[name]
  return isNode(child) ? child : undefined
}

const IMPORTING = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]

/** The node that names what is imported; undefined when the node imports nothing. */
function importSource(node: SyntaxNode): SyntaxNode | undefined {
  if (IMPORTING.includes(node.type)) return childNode(node, 'source') ?? childNode(node, 'argument')
  if (node.type === 'TSExternalModuleReference') return childNode(node, 'expression')
  if (node.type !== 'CallExpression' || childNode(node, 'callee')?.['name'] !== 'require') return undefined
  const [first] = Array.isArray(node['arguments']) ? node['arguments'] : []
  return isNode(first) ? first : undefined
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type' || node.type === 'TSImportType') return true
  const names = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : []
  return names.length > 0 && names.every((name) => name['importKind'] === 'type' || name['exportKind'] === 'type')
}

/**
 * Reads a module as the compiler would. Throws when it does not parse: an unread module would pass every rule.
 * @param path from the repository's root; its ending says what language it is in
 */
export function parseModule(path: string, text: string): SourceModule {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'does not parse'}`)
  const nodes: SyntaxNode[] = []
  collect(program, nodes)
  const module: SourceModule = {
    path,
    text,
    nodes,
    comments: comments.map(({ value }) => value),
    imports: [],
    computedImports: 0,
  }
  for (const node of nodes) {
    const source = importSource(node)
    if (source === undefined) continue
    const written = source['value'] ?? childNode(source, 'literal')?.['value']
    if (typeof written !== 'string') {
      module.computedImports += 1
      continue
    }
    const specifier = written.replace(/\?.*$/, '')
    const isRelative = specifier.startsWith('.')
    const target = isRelative ? posix.join(posix.dirname(path), specifier) : specifier
    module.imports.push({ target, relative: isRelative, typeOnly: isTypeOnly(node) })
  }
  return module
}

/** Paths of all files in the rooms, from the repository's root; what is generated or only read by tests is left out. */
export function listFiles(root: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory() || !ROOMS.some((room) => room === entry.name)) continue
    for (const name of readdirSync(join(root, entry.name), { recursive: true, withFileTypes: true })) {
      if (name.isFile()) found.push(relative(root, join(name.parentPath, name.name)).split(sep).join('/'))
    }
  }
  return found.filter((path) => !SET_ASIDE.test(path)).sort()
}

/** Every module of the repository at `root`. */
export function readModules(root: string): SourceModule[] {
  const code = listFiles(root).filter((path) => CODE.test(path))
  return code.map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')))
}

export const REPOSITORY = dirname(dirname(import.meta.dirname))
