import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** In their sheets only: a style sheet that is imported leaves no module in the bundle. */
const IN_STYLES = ['node_modules/tailwindcss']

/** `node_modules/a`, or `node_modules/a/node_modules/@b/c`: folder of the package that a module belongs to; null for our own. */
export function packageFolder(moduleId: string): string | null {
  const path = moduleId.replace(/^\0/, '').replaceAll('\\', '/').split('?')[0] ?? ''
  const [, ...inside] = path.split('/node_modules/')
  const last = inside.pop()
  if (last === undefined) return null
  const [scope, name] = last.split('/')
  const packageName = scope?.startsWith('@') ? `${scope}/${name}` : scope
  return ['node_modules', ...inside.flatMap((outer) => [outer, 'node_modules']), packageName].join('/')
}

/** Writes down which packages went into each bundle, as `out/packages/<bundle>.json`: what has to be named when it is passed on. */
export function bundledPackages(out: string): Plugin {
  return {
    name: 'packages in the bundle',
    generateBundle(_options, bundle) {
      const folders = new Set<string>()
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        for (const id of chunk.moduleIds) {
          const folder = packageFolder(id)
          if (folder !== null) folders.add(folder)
        }
      }
      mkdirSync(out, { recursive: true })
      writeFileSync(join(out, `${this.environment.name}.json`), `${JSON.stringify([...folders].sort(), null, 2)}\n`)
    },
  }
}

/** The folders of all packages that are in some bundle, from the repository's root. Throws when nothing has been built. */
export function readBundledPackages(out: string): readonly string[] {
  const files = readdirSync(out).filter((name) => name.endsWith('.json'))
  const folders = files.flatMap((name) => JSON.parse(readFileSync(join(out, name), 'utf8')) as string[])
  return [...new Set([...folders, ...IN_STYLES])].sort()
}
