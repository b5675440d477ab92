import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { ToolProgressEvent } from '../../contract/events.ts'
import type { ToolRun } from '../../contract/tool.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import type { CliDoor } from './cli-door.ts'
import { findCall } from './find-call.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

/** How often it is asked what became of the call, in milliseconds. */
const LOOK_MS = 300

/**
 * Waits for the outcome of a call that runs, and tells on stderr how far it is. A console that stops meanwhile takes the call up at its
 * next start. Throws StartupError when the console goes away.
 */
export async function followRun(door: CliDoor, run: ToolRun, terminal: Terminal): Promise<ToolRun> {
  const stop = new AbortController()
  const telling = tellProgress(door, run.call_id, terminal, stop.signal)
  try {
    for (;;) {
      const now = await findCall(door, run.call_id, { task_id: run.task_id, tool: run.tool }).catch(wentAway)
      if (now !== null && now.state !== 'running') return now
      await sleep(LOOK_MS)
    }
  } finally {
    stop.abort()
    await telling
  }
}

/** A connection that breaks is a TypeError (Fetch standard, 5.6). */
function wentAway(cause: unknown): never {
  if (!(cause instanceof TypeError)) throw cause
  throw new StartupError(
    1,
    'the console went away while the call ran',
    'start it again: it takes the call up, or says that nobody knows what came of it; look with `countersign tool calls`',
  )
}

const Payload = z.preprocess((text) => JSON.parse(String(text)), ToolProgressEvent)

/** Whatever goes wrong with the stream: the outcome is asked for in another way. */
async function tellProgress(door: CliDoor, callId: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { name, data } of door.events(signal)) {
        if (name !== 'tool_progress') continue
        const { progress } = Payload.parse(data)
        if (progress.call_id !== callId) continue
        const share = progress.fraction === null ? '' : `${Math.round(progress.fraction * 100)} % `
        terminal.err(`  ${share}${printable(progress.words)}`)
      }
    } catch (error) {
      if (!signal.aborted) terminal.err(`  how far it is cannot be told: ${(error as Error).message}`)
    }
    await sleep(LOOK_MS * 10, undefined, { signal }).catch(() => undefined)
  }
}
