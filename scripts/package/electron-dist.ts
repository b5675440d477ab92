import { existsSync } from 'node:fs'
import { join } from 'node:path'

const PROGRAMS: Readonly<Record<string, string>> = { darwin: 'Electron.app', win32: 'electron.exe' }

/** A folder with Electron's program, as its zip has it; null when there is none. Looked for only: importing the package would fetch it. */
export function findElectronDist(root: string, given: string | null): string | null {
  const folder = given ?? join(root, 'node_modules', 'electron', 'dist')
  return existsSync(join(folder, PROGRAMS[process.platform] ?? 'electron')) ? folder : null
}

/** The packaged program inside the folder of packages, as electron-builder names it. */
export function packagedProgram(output: string, arch: string): string {
  const suffix = arch === 'x64' ? '' : `-${arch}`
  if (process.platform === 'darwin') return join(output, `mac${suffix}`, 'Countersign.app')
  if (process.platform === 'win32') return join(output, `win${suffix}-unpacked`, 'Countersign.exe')
  return join(output, `linux${suffix}-unpacked`, 'countersign')
}
