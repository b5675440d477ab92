import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A program that goes with the test. `fd3`: what it writes there is read from `child.stdio[3]`. */
export function startProcess(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(program, [...args], { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  onTestFinished(() => endProcess(child))
  return child
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
