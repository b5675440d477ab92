import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { PhaseContext } from './phase.ts'

/** Runs `countersign VERB …` on the phase's data root. */
export function runCli(context: PhaseContext, args: readonly string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const cli = join(context.root, 'main/cli.ts')
    const child = spawn(process.execPath, [cli, ...args, '--data-root', context.dataRoot], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.once('error', reject).once('close', (code) => resolve({ code, out: out.trimEnd() }))
  })
}
