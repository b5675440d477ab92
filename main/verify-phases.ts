import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface PhaseRun {
  /** Folder of package.json. */
  readonly root: string
  /** Names of phases, or `all`. */
  readonly phases: readonly string[]
  /** Where the phases say how they fare: on stdout, or on stderr when stdout is for something else. */
  readonly report: 'stdout' | 'stderr'
  readonly versions: Readonly<Record<string, string | undefined>>
}

/** The phases are part of the repository, not of the packaged app. */
export function hasPhases(root: string): boolean {
  return existsSync(phasesOf(root))
}

const phasesOf = (root: string): string => join(root, 'scripts', 'verify.ts')

/**
 * Runs acceptance phases in a process of their own and resolves to its exit code: 0 passed, 1 not, 2 no such phase; 128 + n when a signal
 * ended it. It ends with this process. Rejects when there is no Node to run it.
 */
export async function runPhases({ root, phases, report, versions }: PhaseRun): Promise<number> {
  const stdout = report === 'stdout' ? 'inherit' : 2
  const child = spawn(nodeFor(root, versions), [phasesOf(root), ...phases], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    windowsHide: true,
  })
  const end = (): void => void child.kill()
  process.once('exit', end)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => resolve(code ?? 143))
    })
  } finally {
    process.off('exit', end)
  }
}

/** The Node that runs this, or, in Electron, which cannot run TypeScript, the one that the set-up put beside it, or the machine's own. */
function nodeFor(root: string, versions: PhaseRun['versions']): string {
  if (versions['electron'] === undefined) return process.execPath
  const [name, program] =
    process.platform === 'win32'
      ? ([`node-win-${process.arch}`, 'node.exe'] as const)
      : ([`node-${process.platform}-${process.arch}`, 'node'] as const)
  const packaged = join(root, 'node_modules', name, 'bin', program)
  return existsSync(packaged) ? packaged : 'node'
}
