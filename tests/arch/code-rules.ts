import { childNode, type SourceModule, type SyntaxNode } from './source-module.ts'

/** A rule about what a module says, not what it imports; `why` completes "main/core/x.ts: …". */
export interface CodeRule {
  why: string
  files: RegExp
  breaks: (module: SourceModule) => boolean
}

const some = (type: string, test: (node: SyntaxNode) => boolean) => (module: SourceModule) =>
  module.nodes.some((node) => node.type === type && test(node))

/** `object.name(…)`, and `name(…)` for an empty `object`. */
const calls = (object: string, names: readonly string[]) =>
  some('CallExpression', (node) => {
    const callee = childNode(node, 'callee')
    if (callee === undefined) return false
    if (object === '') return names.some((name) => callee['name'] === name)
    const owner = childNode(callee, 'object')?.['name']
    const name = childNode(callee, 'property')?.['name']
    return (object === '*' || owner === object) && names.some((banned) => banned === name)
  })

const CORE = /^main\/core\//
const SOURCE = /^(contract|main|preload|renderer)\//
const EVERYWHERE = /./

export const CODE_RULES: readonly CodeRule[] = [
  { why: 'core asks the Clock port, never Date.now()', files: CORE, breaks: calls('Date', ['now']) },
  { why: 'core asks the ids port, never Math.random()', files: CORE, breaks: calls('Math', ['random']) },
  {
    why: 'core asks the Clock port, never new Date() for now',
    files: CORE,
    breaks: some(
      'NewExpression',
      (node) => childNode(node, 'callee')?.['name'] === 'Date' && String(node['arguments']) === '',
    ),
  },
  {
    why: 'core has no timers of its own',
    files: CORE,
    breaks: calls('', ['setTimeout', 'setInterval', 'setImmediate']),
  },
  {
    why: 'the type check is not switched off',
    files: EVERYWHERE,
    breaks: ({ comments }) => comments.some((text) => /^\s*@ts-(ignore|nocheck)/.test(text)),
  },
  {
    why: 'every test runs',
    files: /^tests\//,
    breaks: calls('*', ['only', 'skip', 'skipIf', 'runIf', 'todo']),
  },
  {
    why: 'exports have names',
    files: SOURCE,
    breaks: some('ExportDefaultDeclaration', () => true),
  },
  {
    why: 'no barrels but contract/routes/index.ts',
    files: /^(?!contract\/routes\/index\.ts$)(contract|main|preload|renderer|scripts)\//,
    breaks: (module) =>
      some('ExportAllDeclaration', () => true)(module) ||
      some('ExportNamedDeclaration', (node) => childNode(node, 'source') !== undefined)(module),
  },
]

/** Which rules a module breaks, one line each. */
export function brokenRules(module: SourceModule): string[] {
  const broken = CODE_RULES.filter((rule) => rule.files.test(module.path) && rule.breaks(module))
  return broken.map((rule) => `${module.path}: ${rule.why}`)
}
