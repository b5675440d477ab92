import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** Longer than any step takes on a slow machine; a step that hangs ends here instead of holding up CI for ever. */
const LIMIT_MS = 20 * 60_000

/** Where the output of a program goes: straight to the terminal, or there line by line behind a name, where two run side by side. */
export type Output = 'terminal' | { readonly name: string }

/**
 * Runs a program on this Node; an interrupt ends it and this process.
 * @returns its exit code; 124 when it ran into the time limit, 125 when a signal ended it
 */
export function runCommand(root: string, args: readonly string[], output: Output): Promise<number> {
  return new Promise((resolve, reject) => {
    const to = output === 'terminal' ? 'inherit' : 'pipe'
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', to, to] })
    if (output !== 'terminal') for (const stream of [child.stdout, child.stderr]) tellLines(stream, output.name)
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

function tellLines(stream: Readable | null, name: string): void {
  if (stream === null) return
  createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name} | ${line}\n`))
}
