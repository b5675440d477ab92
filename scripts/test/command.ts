import { spawn } from 'node:child_process'

/** Longer than any step takes on a slow machine; a step that hangs ends here instead of holding up CI for ever. */
const LIMIT_MS = 20 * 60_000

/**
 * Runs a program on this Node with its output going straight to the terminal; an interrupt ends it and this process.
 * @returns its exit code; 124 when it ran into the time limit, 125 when a signal ended it
 */
export function runCommand(root: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    let late = false
    const limit = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, LIMIT_MS)
    const stop = (signal: NodeJS.Signals) => {
      child.kill(signal)
      child.once('close', () => process.exit(signal === 'SIGINT' ? 130 : 143))
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(limit)
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
      resolve(late ? 124 : (code ?? 125))
    })
  })
}
