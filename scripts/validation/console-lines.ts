import { createInterface } from 'node:readline'

export type Message = Readonly<Record<string, unknown>>

/** The console at the other end: lines of JSON on standard input and output (docs/agent-protocol.md). */
export interface ConsoleLines {
  /** The next message; null when no more will come. */
  next(): Promise<Message | null>
  say(message: Message): void
  /** Says it and resolves to the answer. */
  ask(message: Message): Promise<Message | null>
}

export function openConsoleLines(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): ConsoleLines {
  const lines = createInterface({ input })[Symbol.asyncIterator]()
  const next = async (): Promise<Message | null> => {
    const { value, done } = await lines.next()
    return done === true ? null : (JSON.parse(value) as Message)
  }
  const say = (message: Message): void => void output.write(`${JSON.stringify(message)}\n`)
  return {
    next,
    say,
    ask: (message) => {
      say(message)
      return next()
    },
  }
}

/** Stands still for ever when this is the step to hold at, whatever becomes of the console. */
export async function holdAt(wanted: string, step: string, lines: Pick<ConsoleLines, 'say'>): Promise<void> {
  if (wanted !== step) return
  lines.say({ type: 'log', text: `holding ${step}` })
  await new Promise(() => setInterval(() => undefined, 60_000))
}
