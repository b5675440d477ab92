#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode(import.meta.dirname)
const { runCli } = await import('./cli/run-cli.ts')

// `countersign … | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

/** One line from the person at the terminal; empty when there is none, as after Ctrl-D. */
async function askPerson(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await Promise.race([
      lines.question(question),
      new Promise<string>((resolve) => void lines.once('close', () => resolve(''))),
    ])
  } finally {
    lines.close()
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  bytes: process.stdout.isTTY ? null : (bytes) => process.stdout.write(bytes),
  input: async () => {
    if (process.stdin.isTTY)
      process.stderr.write('Type the value (it is shown), then Enter and Ctrl-D; or pipe it in.\n')
    return text(process.stdin)
  },
  ask: process.stdin.isTTY && process.stderr.isTTY ? askPerson : null,
  env: process.env,
})
