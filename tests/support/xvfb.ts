import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

/** An X server without a screen, on a display that was free. */
export interface Display {
  /** Like `:12`. */
  readonly name: string
  readonly env: NodeJS.ProcessEnv
  /** Before the test is over. */
  end(): Promise<void>
}

/**
 * Starts Xvfb; it goes with the test. `-displayfd`: the server itself looks for a free number and tells it (Xserver(1)). `more`: further
 * options of the server.
 */
export async function startDisplay(width: number, height: number, more: readonly string[] = []): Promise<Display> {
  const screen = ['-screen', '0', `${width}x${height}x24`]
  const options = ['-displayfd', '3', ...screen, '-nolisten', 'tcp', '-noreset', ...more]
  const child = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  endWithTest(child)
  const told = child.stdio[3] as Readable
  const [number] = (await Promise.race([
    once(told.setEncoding('utf8'), 'data'),
    once(child, 'error').then(([error]) => Promise.reject(error)),
    once(child, 'exit').then(() => Promise.reject(new Error('Xvfb ended before it had a display'))),
  ])) as [string]
  const name = `:${number.trim()}`
  return { name, env: { ...process.env, DISPLAY: name }, end: () => endChild(child) }
}

/** A program of X that goes with the test. */
export function startClient(display: Display, program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, [...args], { env: display.env, stdio: 'ignore' })
  endWithTest(child)
  return child
}

/** Runs a program of X to its end; answers what it wrote. */
export async function runClient(display: Display, program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, [...args], { env: display.env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await ended
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
  return said
}

function endWithTest(child: ChildProcess): void {
  onTestFinished(() => endChild(child))
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
