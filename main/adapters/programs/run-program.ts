import { spawn } from 'node:child_process'
import { oneLine } from '../../core/tools/one-line.ts'

export interface ProgramCall {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** It is ended after this, in milliseconds. */
  readonly deadline_ms: number
  /** With which signal it is asked to end; what does not heed it within `patience_ms` is killed. */
  readonly ask: 'SIGINT' | 'SIGTERM' | 'SIGKILL'
  readonly patience_ms: number
  onStarted(pid: number): void
  /** Its standard output, piece by piece. */
  onOutput(text: string): void
}

/** How a program ended that did not end well. `said`: the end of its standard error, whole, as it came: untrusted. */
export class ProgramFailure extends Error {
  readonly said: string
  readonly ended: 'missing' | 'aborted' | 'too_late' | 'failed'
  constructor(ended: ProgramFailure['ended'], said: string, options?: ErrorOptions) {
    super(said.trim() === '' ? ended : `${ended}: ${oneLine(said)}`, options)
    this.name = 'ProgramFailure'
    this.ended = ended
    this.said = said
  }
}

const MOST_SAID = 8192

/**
 * Runs a program without a shell, in a process group of its own, so that ending it ends what it started. Resolves with the end of
 * its standard error, untrusted, when it has ended with code 0 and its output is closed. Throws ProgramFailure otherwise, and only when it is gone.
 */
export async function runProgram(call: ProgramCall, signal: AbortSignal): Promise<string> {
  const hasGroups = process.platform !== 'win32'
  if (signal.aborted) throw new ProgramFailure('aborted', 'not started')
  const child = spawn(call.program, [...call.args], {
    ...{ env: call.env, stdio: ['ignore', 'pipe', 'pipe'], detached: hasGroups, windowsHide: true },
  })
  let said = ''
  let why: 'aborted' | 'too_late' | null = null
  child.stdout.setEncoding('utf8').on('data', call.onOutput)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MOST_SAID)
  })
  if (child.pid !== undefined) call.onStarted(child.pid)

  const timers: NodeJS.Timeout[] = []
  function send(name: NodeJS.Signals): void {
    if (child.pid === undefined) return
    try {
      if (hasGroups) process.kill(-child.pid, name)
      else child.kill(name)
    } catch {
      // It ended by itself meanwhile.
    }
  }
  function end(reason: 'aborted' | 'too_late'): void {
    if (why !== null) return
    why = reason
    send(call.ask)
    timers.push(setTimeout(() => send('SIGKILL'), call.patience_ms))
  }
  const abort = (): void => end('aborted')
  signal.addEventListener('abort', abort, { once: true })
  timers.push(setTimeout(() => end('too_late'), call.deadline_ms))
  try {
    return await new Promise<string>((resolve, reject) => {
      child.on('error', (cause: NodeJS.ErrnoException) =>
        reject(new ProgramFailure(cause.code === 'ENOENT' ? 'missing' : 'failed', cause.message, { cause })),
      )
      child.on('close', (code, by) => {
        if (why !== null) reject(new ProgramFailure(why, said))
        else if (code === 0) resolve(said)
        else reject(new ProgramFailure('failed', said.trim() === '' ? `ended with ${code ?? by}` : said))
      })
    })
  } finally {
    signal.removeEventListener('abort', abort)
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Of a short question: what it wrote, at most `most` characters. Throws ProgramFailure. */
export async function askProgram(
  { program, args, env }: Pick<ProgramCall, 'program' | 'args' | 'env'>,
  signal: AbortSignal,
  most = 1_000_000,
): Promise<string> {
  let answer = ''
  const onOutput = (text: string): void => {
    if (answer.length <= most) answer += text
  }
  const limits = { deadline_ms: 15_000, ask: 'SIGKILL', patience_ms: 0 } as const
  await runProgram({ program, args, env, ...limits, onStarted: () => undefined, onOutput }, signal)
  if (answer.length > most) throw new ProgramFailure('failed', 'it says too much')
  return answer
}
