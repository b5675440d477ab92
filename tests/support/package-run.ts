import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const SCRIPT = join(import.meta.dirname, '../../scripts/package.ts')

export interface PackageRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `npm run package -- FLAGS…` on what is built. */
export async function runPackage(flags: readonly string[], env: Readonly<Record<string, string>>): Promise<PackageRun> {
  const child = spawn(process.execPath, [SCRIPT, ...flags], {
    env: { ...process.env, COUNTERSIGN_UPDATE_URL: '', ...env },
  })
  const code = new Promise<number | null>((resolve) => void child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stdout, stderr }
}
