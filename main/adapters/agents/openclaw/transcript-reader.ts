import { type ChildProcess, spawn } from 'node:child_process'
import * as z from 'zod'
import { findProgram } from '../process/find-program.ts'
import { createLineReader } from '../process/line-reader.ts'
import { MOST_TEXT, TRANSCRIPT_PROGRAM } from './transcript-program.ts'

/** One message of a session. */
export interface TranscriptRow {
  readonly key: string
  /** JSON, untrusted. */
  readonly text: string
}

/** Reads the session of a turn from the database of its agent, in a process of its own. */
export interface TranscriptReader {
  /** What came since the last time; null once it cannot be read any more. Never rejects, and answers within `patience_ms`. */
  read(): Promise<readonly TranscriptRow[] | null>
  close(): void
}

/** A character is six at most when it is escaped. */
const MAX_LINE = 6 * MOST_TEXT + 1_000_000
const Answer = z.array(z.tuple([z.string(), z.string()]))

/** `patience_ms`: what takes longer to read is not read at all, and what reads it is killed. `database`: absolute. */
export async function createTranscriptReader(database: string, patience_ms: number): Promise<TranscriptReader> {
  // Electron's own program is no Node.
  const node = process.versions['electron'] === undefined ? process.execPath : await findProgram('node')
  const child = node === null ? null : started(node, database)
  let answer: ((line: string | null) => void) | null = null
  let isOver = child === null

  function end(): void {
    isOver = true
    child?.kill('SIGKILL')
    answer?.(null)
  }
  const lines = createLineReader(MAX_LINE, (line, cut) => answer?.(cut ? null : line))
  child?.on('error', end)
  child?.on('exit', end)
  child?.stdin?.on('error', end)
  child?.stdout?.on('data', (bytes: Buffer) => lines.take(bytes))

  async function ask(): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<string | null>()
    answer = resolve
    const timer = setTimeout(end, patience_ms)
    child?.stdin?.write('\n')
    const line = await promise
    clearTimeout(timer)
    answer = null
    return line
  }
  return {
    read: async () => {
      const line = isOver ? null : await ask()
      const rows = line === null ? null : rowsIn(line)
      if (rows === null) end()
      return rows
    },
    close: end,
  }
}

function started(node: string, database: string): ChildProcess {
  return spawn(node, ['--max-old-space-size=256', '--no-warnings', '-e', TRANSCRIPT_PROGRAM, '--', database], {
    ...{ stdio: ['pipe', 'pipe', 'ignore'], env: { LANG: 'C.UTF-8' }, windowsHide: true },
  })
}

function rowsIn(line: string): TranscriptRow[] | null {
  try {
    const rows = Answer.safeParse(JSON.parse(line)).data
    return rows === undefined ? null : rows.map(([key, text]) => ({ key, text }))
  } catch {
    return null
  }
}
