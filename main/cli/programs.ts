import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** Path of a Chromium-like browser on PATH or at CHROMIUM_PATH, or null. */
export function findBrowser(env: Env): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = [
    env['CHROMIUM_PATH'] ?? '',
    ...BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))),
  ]
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null
}

/** Path of the Electron binary, or null. Only looks: `require('electron')` would start a download. */
export function findElectronBinary(root: string, env: Env): string | null {
  const installed = join(root, 'node_modules', 'electron')
  const nameFile = join(installed, 'path.txt')
  if (!existsSync(nameFile)) return null
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(installed, 'dist')
  const binary = join(folder, readFileSync(nameFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}
