import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import type { CDPSession } from 'playwright'
import { makeBridge, runPageWorld } from './page-bridge.ts'
import { makeCodec } from './page-codec.ts'
import { type PreloadWorld, runPreloadWorld } from './preload-world.ts'

/** Name of the isolated world, as Electron has it. */
export const WORLD = 'Electron Isolated Context'
/** What the isolated world calls to reach the main process. */
export const BINDING = '__standIn'
/** What the main process calls in that world. */
export const ENTRY = `${BINDING}_in`

/** Has the browser run the preload script in a world of its own before anything of each document. Returns what is wrong with it, or null. */
export async function installPreload(cdp: CDPSession, file: string, chrome: string): Promise<string | null> {
  if (!existsSync(file)) return `there is no ${file}`
  const source = readFileSync(file, 'utf8')
  try {
    new Script(`(function (require, process, module) {${source}\n})`)
  } catch (error) {
    return String(error)
  }
  const nonce = randomBytes(12).toString('hex')
  const versions = { electron: process.versions['electron'] ?? '', chrome, node: process.versions.node }
  const world: PreloadWorld = { nonce, binding: BINDING, platform: process.platform, versions, file }
  const run = `function (require, process, module) { const exports = module.exports;\n${source}\n}`
  const inPreload = `(${runPreloadWorld})(${JSON.stringify(world)}, ${makeBridge}, ${makeCodec}, ${run})`
  const inPage = `(${runPageWorld})(${JSON.stringify(nonce)}, ${makeBridge})`
  await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: inPage })
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: inPreload })
  return null
}
