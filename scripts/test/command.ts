import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** Longer than any step takes on a slow machine; a step that hangs ends here instead of holding up CI for ever. */
const LIMIT_MS = 20 * 60_000
/** What is left in the pipes of a program that ended is read this long: a grandchild that lives on may hold them for ever. */
const DRAIN_MS = 2000

/** Where the output of a program goes: straight to the terminal, or there line by line behind a name, where two run side by side. */
export type Output = 'terminal' | { readonly name: string }

/**
 * Runs a program on this Node, in a process group of its own; an interrupt ends the group and this process.
 * @returns its exit code; 124 when it ran into the time limit, 125 when a signal ended it
 */
export function runCommand(root: string, args: readonly string[], output: Output): Promise<number> {
  return new Promise((resolve, reject) => {
    const to = output === 'terminal' ? 'inherit' : 'pipe'
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', to, to], detached: true })
    if (output !== 'terminal') for (const stream of [child.stdout, child.stderr]) tellLines(stream, output.name)
    const closed = new Promise<void>((done) => child.once('close', done))
    const killGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal)
      } catch {
        // Everybody in it has ended.
      }
    }
    let late = false
    const limit = setTimeout(() => {
      late = true
      killGroup('SIGKILL')
    }, LIMIT_MS)
    const stop = (signal: NodeJS.Signals) => {
      killGroup(signal)
      child.once('exit', () => process.exit(signal === 'SIGINT' ? 130 : 143))
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    child.once('error', reject)
    child.once('exit', async (code) => {
      clearTimeout(limit)
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
      const drained = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, DRAIN_MS)
      await closed
      clearTimeout(drained)
      resolve(late ? 124 : (code ?? 125))
    })
  })
}

function tellLines(stream: Readable | null, name: string): void {
  if (stream === null) return
  createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name} | ${line}\n`))
}
