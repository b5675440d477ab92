import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from '../../../core/kernel/clock.ts'
import { createLineReader } from '../process/line-reader.ts'
import type { WorkStep } from '../turns/turn.ts'

/**
 * What Codex writes about a thread while it runs, in its own file below CODEX_HOME. It tells two things that its events do not: what has
 * been used up while the turn goes on, and commands that its sandbox has stopped. The file is not a documented interface: what is not
 * there, or not of this shape, is passed over.
 */
export interface CodexSession {
  /** Reads what has come since. True: something has. Never rejects. */
  look(thread: string): Promise<boolean>
  readonly answers: number
  readonly input_tokens: number
  readonly output_tokens: number
  /** Calls of commands without an item of their own. */
  unseen(): WorkStep[]
}

const count = z.int().min(0).default(0)
const Line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('token_usage_record'),
    payload: z.object({ thread_token_usage: z.object({ input_tokens: count, output_tokens: count }) }),
  }),
  z.object({
    ...{ type: z.literal('response_item'), timestamp: z.iso.datetime() },
    payload: z.discriminatedUnion('type', [
      z.object({
        ...{ type: z.literal('function_call'), name: z.string(), call_id: z.string() },
        arguments: z.string().default(''),
      }),
      z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.unknown() }),
    ]),
  }),
  z.object({
    type: z.literal('event_msg'),
    payload: z.object({ type: z.literal('item_completed'), item: z.object({ type: z.string(), id: z.string() }) }),
  }),
])

const MAX_LINE = 4_000_000
const MAX_READ = 16 * 1024 ** 2
const DAY_MS = 86_400_000
/** Tools whose calls are commands; others have nothing to do with the workspace. */
const COMMANDS = ['exec_command', 'shell', 'shell_command', 'local_shell', 'apply_patch']

interface Call {
  readonly command: string
  readonly started_at: string
  readonly finished_at: string | null
  readonly output: string
}

/** `home`: CODEX_HOME. The file of a thread is found by its id, among those of the days around now. */
export function followSession(home: string, clock: Clock): CodexSession {
  const calls = new Map<string, Call>()
  const seen = new Set<string>()
  let path: string | null = null
  let from = 0
  const used = { answers: 0, input_tokens: 0, output_tokens: 0 }

  const reader = createLineReader(MAX_LINE, (text, cut) => {
    const line = cut ? null : readLine(text)
    if (line === null) return
    if (line.type === 'token_usage_record') {
      used.answers += 1
      Object.assign(used, line.payload.thread_token_usage)
    } else if (line.type === 'event_msg') seen.add(line.payload.item.id)
    else if (line.payload.type === 'function_call') {
      if (COMMANDS.includes(line.payload.name))
        calls.set(line.payload.call_id, {
          ...{ command: commandIn(line.payload.arguments), started_at: line.timestamp, finished_at: null, output: '' },
        })
    } else {
      const call = calls.get(line.payload.call_id)
      const output = typeof line.payload.output === 'string' ? line.payload.output : JSON.stringify(line.payload.output)
      if (call !== undefined) calls.set(line.payload.call_id, { ...call, output, finished_at: line.timestamp })
    }
  })

  return {
    look: async (thread) => {
      try {
        path ??= await findFile(home, thread, clock)
        if (path === null) return false
        const bytes = await readFrom(path, from)
        from += bytes.length
        reader.take(bytes)
        return bytes.length > 0
      } catch {
        return false
      }
    },
    get answers() {
      return used.answers
    },
    get input_tokens() {
      return used.input_tokens
    },
    get output_tokens() {
      return used.output_tokens
    },
    unseen: () => [...calls].filter(([id]) => !seen.has(id)).map(([, call]) => stepOf(call)),
  }
}

function readLine(text: string): z.infer<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function commandIn(args: string): string {
  try {
    const { cmd, command } = JSON.parse(args) as { cmd?: unknown; command?: unknown }
    const given = cmd ?? command
    return Array.isArray(given) ? given.join(' ') : typeof given === 'string' ? given : args
  } catch {
    return args
  }
}

function stepOf({ command, started_at, finished_at, output }: Call): WorkStep {
  const code = /^Process exited with code (\d{1,9})$/m.exec(output)?.[1]
  return {
    ...{ started_at, finished_at, command, files: [], exit_code: code === undefined ? null : Number(code) },
    text: `Codex tells of this call in its own record only.\n${output}`,
  }
}

async function findFile(home: string, thread: string, clock: Clock): Promise<string | null> {
  for (const day of [0, -1, 1]) {
    const date = new Date(clock.now() + day * DAY_MS).toISOString().slice(0, 10)
    const folder = join(home, 'sessions', ...date.split('-'))
    const names = await readdir(folder).catch(() => [])
    const name = names.find((one) => one.endsWith(`${thread}.jsonl`))
    if (name !== undefined) return join(folder, name)
  }
  return null
}

async function readFrom(path: string, from: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.max(0, Math.min(size - from, MAX_READ)))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
