import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const DEFAULT_PROGRAM = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Path of Electron's binary, looked for only: importing the package would fetch one. */
function electronBinary(root, env, platform) {
  const home = join(root, 'node_modules/electron')
  const pointer = join(home, 'path.txt')
  const named = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : ''
  const name = named === '' ? (DEFAULT_PROGRAM[platform] ?? 'electron') : named
  const program = join(env.ELECTRON_OVERRIDE_DIST_PATH || join(home, 'dist'), name)
  return existsSync(program) ? program : undefined
}

/**
 * What `npm start` runs on this machine, and why, in one line.
 * @param {{ root: string, flags: string[], env: Record<string, string | undefined>, platform: string,
 *   uid: number | undefined }} machine
 * @returns {{ command: string, args: string[], why: string }}
 */
export function chooseStart({ root, flags, env, platform, uid }) {
  const passed = flags.filter((flag) => flag !== '--headless')
  const headless = (why) => ({
    command: process.execPath,
    args: [join(root, 'main/headless.ts'), '--print-login', ...passed],
    why: `starting headless (${why})`,
  })
  if (passed.length < flags.length) return headless('asked for by --headless')
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return headless('no display')
  const electron = electronBinary(root, env, platform)
  if (electron === undefined) return headless('no Electron binary: `npm run desktop:install` fetches it')
  // Chromium's sandbox does not start for root.
  const asRoot = platform === 'linux' && uid === 0 ? ['--no-sandbox'] : []
  return { command: electron, args: [root, ...asRoot, ...passed], why: 'starting the desktop app' }
}
