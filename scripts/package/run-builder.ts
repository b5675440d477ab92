import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { PackageOptions } from './package-options.ts'

const SYSTEMS: Readonly<Record<string, string>> = { darwin: '--mac', win32: '--win' }

/** Runs electron-builder for this system, its words on stderr. Resolves to its exit code. It publishes nothing. */
export async function runBuilder(root: string, options: PackageOptions, electronDist: string): Promise<number> {
  const args = [
    join(root, 'node_modules/electron-builder/cli.js'),
    ...[SYSTEMS[process.platform] ?? '--linux', `--${options.arch}`, '--publish', 'never'],
    ...(options.dirOnly ? ['--dir'] : []),
    `-c.electronDist=${electronDist}`,
    ...(options.output === null ? [] : [`-c.directories.output=${options.output}`]),
    ...(options.updateUrl === null ? [] : ['-c.publish.provider=generic', `-c.publish.url=${options.updateUrl}`]),
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
