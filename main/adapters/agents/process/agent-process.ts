import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { oneLine } from '../../../core/tools/one-line.ts'
import { createLineReader } from './line-reader.ts'
import { groupLives, killMarked, signalGroup } from './process-group.ts'

export interface AgentCommand {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]]
  /** Absolute. */
  readonly cwd: string
  /** The whole environment, as `agentEnvironment` makes it: with the mark of the run. */
  readonly env: Readonly<Record<string, string>>
  readonly run_id: string
  /** `closed`: it reads the end of its input at once. */
  readonly input: 'open' | 'closed'
  /** Longest line that is given whole, in characters. */
  readonly max_line: number
  /** Of standard output and error together; beyond it the process is ended. */
  readonly max_output_bytes: number
  /** From being asked to end to being killed, in milliseconds. */
  readonly patience_ms: number
  /** Awaited before anything that it says is looked at; when it rejects, the process is ended. Hand `AgentSink.processStarted` in here. */
  onStarted(pid: number): Promise<void>
  onLine(stream: 'stdout' | 'stderr', line: string, cut: boolean): void
}

/** How it ended. Says nothing about what it did. */
export interface ProcessEnd {
  /**
   * `by_itself`: with its exit code or a signal of others. `aborted`: the signal asked for it. `output_limit`: it said too much.
   * `not_started`: there is no such program, or it may not be run. `not_recorded`: `onStarted` rejected.
   */
  readonly how: 'by_itself' | 'aborted' | 'output_limit' | 'not_started' | 'not_recorded'
  readonly code: number | null
  readonly signal: string | null
  /** One line in words for `not_started` and `not_recorded`; otherwise the last line of its standard error. Untrusted. */
  readonly said: string
}

export interface AgentProcess {
  /** Writes a line to its standard input; a line feed is added. What it does not read any more is dropped. */
  write(line: string): void
  /** Nothing more will be written. */
  endInput(): void
  /** Resolves when it is gone, with every process of its group and all that bears its mark. Never rejects. */
  readonly ended: Promise<ProcessEnd>
}

/** How long something that left the group may hold the output open after its end, in milliseconds. */
const DRAIN_MS = 1000
const SWEEP_MS = 5000
const LEFTOVER_MS = 500
const LOOK_EVERY_MS = 40

/**
 * Starts an agent's program in a process group of its own. When `signal` is aborted the whole group gets SIGTERM, and SIGKILL after
 * `patience_ms`. When the program itself has ended, whatever it left running is ended too.
 */
export function startAgentProcess(command: AgentCommand, signal: AbortSignal): AgentProcess {
  const child = spawned(command)
  if (child instanceof Error) {
    return { write: () => undefined, endInput: () => undefined, ended: Promise.resolve(notStarted(child)) }
  }
  // Its end of the pipe may be closed already; how it ended says enough.
  child.stdin?.on('error', () => undefined)
  return {
    write: (line) => {
      if (child.stdin?.writable === true) child.stdin.write(`${line}\n`)
    },
    endInput: () => void child.stdin?.end(),
    ended: child.pid === undefined ? failedSpawn(child) : follow(child, child.pid, command, signal),
  }
}

/** Arguments that no program can be given, like a NUL, are thrown at once; that there is no such program comes as an event. */
function spawned({ argv: [program, ...args], cwd, env, input }: AgentCommand): ChildProcess | Error {
  try {
    const child = spawn(program, args, {
      ...{ cwd, env: { ...env }, windowsHide: true, detached: process.platform !== 'win32' },
      stdio: [input === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    if (child.pid !== undefined) giveWay(child.pid)
    return child
  } catch (error) {
    return error as Error
  }
}

/** Many agents that are busy at once leave the console the time that it needs; what they start inherits it. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It is over already, or this system does not let it be changed: then it runs like any other program.
  }
}

const notStarted = ({ message }: Error): ProcessEnd => ({
  ...{ how: 'not_started', code: null, signal: null, said: oneLine(message) },
})

async function failedSpawn(child: ChildProcess): Promise<ProcessEnd> {
  const error = await new Promise<Error>((resolve) => child.on('error', resolve))
  return notStarted(error)
}

async function follow(
  child: ChildProcess,
  pid: number,
  command: AgentCommand,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  let how: ProcessEnd['how'] = 'by_itself'
  let said = ''
  let killing: NodeJS.Timeout | undefined
  child.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const exited = new Promise<{ code: number | null; by: string | null }>((resolve) =>
    child.on('exit', (code, by) => resolve({ code, by })),
  )

  function end(why: ProcessEnd['how']): void {
    if (how !== 'by_itself' || child.exitCode !== null || child.signalCode !== null) return
    how = why
    signalGroup(pid, 'SIGTERM')
    killing = setTimeout(() => signalGroup(pid, 'SIGKILL'), command.patience_ms)
  }
  const abort = (): void => end('aborted')
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()

  const release = readLines(child, command, {
    tooMuch: () => end('output_limit'),
    lastWords: (line) => {
      said = oneLine(line)
    },
  })
  try {
    await command.onStarted(pid)
  } catch (error) {
    end('not_recorded')
    how = 'not_recorded'
    said = oneLine(error instanceof Error ? error.message : String(error))
  }
  if (how !== 'not_recorded') release()

  const { code, by } = await exited
  await (how === 'by_itself' ? endLeftovers(pid) : endAsked(pid, command.patience_ms))
  await killMarked(command.run_id, SWEEP_MS)
  const draining = setTimeout(() => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }, DRAIN_MS)
  await closed
  clearTimeout(draining)
  clearTimeout(killing)
  signal.removeEventListener('abort', abort)
  return { how, code, signal: by, said }
}

/** Holds back what comes until the function that is returned is called: a process that has ended is read to its end by then. */
function readLines(
  child: ChildProcess,
  command: AgentCommand,
  tell: { tooMuch(): void; lastWords(line: string): void },
): () => void {
  let bytes = 0
  let held: (() => void)[] | null = []
  const whenReleased = (work: () => void): void => {
    if (held === null) work()
    else held.push(work)
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const reader = createLineReader(command.max_line, (line, cut) => {
      if (stream === 'stderr' && line.trim() !== '') tell.lastWords(line)
      command.onLine(stream, line, cut)
    })
    child[stream]?.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > command.max_output_bytes) tell.tooMuch()
      else whenReleased(() => reader.take(chunk))
    })
    child[stream]?.on('end', () => whenReleased(() => reader.end()))
  }
  return () => {
    for (const work of held ?? []) work()
    held = null
  }
}

/** What the program started and did not wait for: asked to end, then killed. */
async function endLeftovers(pid: number): Promise<void> {
  if (signalGroup(pid, 'SIGTERM')) await endAsked(pid, LEFTOVER_MS)
}

/** What was asked to end already, and has `patience_ms` for that: whoever led its group may have been quicker. */
async function endAsked(pid: number, patience_ms: number): Promise<void> {
  for (let waited = 0; waited < patience_ms && (await groupLives(pid)); waited += LOOK_EVERY_MS)
    await pause(LOOK_EVERY_MS)
  signalGroup(pid, 'SIGKILL')
}
