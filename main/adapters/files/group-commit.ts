import type { EventDraft, WrittenEvent } from '../../core/audit/event-log.ts'

/** A line that waits for its place. */
export interface WaitingLine {
  readonly draft: EventDraft
  readonly ts: string
  readonly body: string
  /** Null for a line that nobody waits for. */
  readonly waiter: { resolve(written: WrittenEvent): void; reject(error: Error): void } | null
}

/** Collects lines and hands them over in batches, one batch at a time, in the order in which they came. */
export interface GroupCommit {
  /** False when too much waits already; the line is then not taken. */
  add(line: WaitingLine): boolean
  /** Resolves when nothing waits and nothing is on its way. */
  drain(): Promise<void>
}

export interface GroupCommitOptions {
  /** Commits a batch and settles its waiters. Never rejects. */
  readonly commit: (batch: readonly WaitingLine[]) => Promise<void>
  readonly maxBatchLines: number
  /** In UTF-16 code units of the bodies. */
  readonly maxBatchLength: number
  readonly maxWaitingLines: number
  readonly maxWaitingLength: number
  /** How long a line that nobody waits for may wait for company, in milliseconds. */
  readonly lingerMs: number
}

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  let waiting: WaitingLine[] = []
  let waitingLength = 0
  /** Waiting lines that somebody waits for. */
  let awaited = 0
  let running: Promise<void> | null = null
  let linger: NodeJS.Timeout | null = null

  function nextBatch(): readonly WaitingLine[] {
    let lines = 0
    let length = 0
    while (lines < waiting.length && lines < options.maxBatchLines) {
      length += (waiting[lines] as WaitingLine).body.length
      if (lines > 0 && length > options.maxBatchLength) {
        length -= (waiting[lines] as WaitingLine).body.length
        break
      }
      lines++
    }
    waitingLength -= length
    const batch = lines === waiting.length ? waiting : waiting.slice(0, lines)
    waiting = lines === waiting.length ? [] : waiting.slice(lines)
    return batch
  }

  async function run(): Promise<void> {
    try {
      do {
        // One turn of the event loop, so that all who were answered by the last batch can join the next.
        await new Promise(setImmediate)
        const batch = nextBatch()
        awaited -= batch.filter((line) => line.waiter !== null).length
        await options.commit(batch)
        // Lines that nobody waits for go on waiting for company: under steady reads they would cost a sync each time.
      } while (awaited > 0 || waiting.length >= options.maxBatchLines)
    } finally {
      running = null
      if (waiting.length > 0) linger ??= setTimeout(start, options.lingerMs).unref()
    }
  }

  function start(): void {
    if (linger !== null) clearTimeout(linger)
    linger = null
    running ??= run()
  }

  return {
    add: (line) => {
      if (waiting.length >= options.maxWaitingLines) return false
      if (waiting.length > 0 && waitingLength + line.body.length > options.maxWaitingLength) return false
      waiting.push(line)
      waitingLength += line.body.length
      if (line.waiter !== null) awaited += 1
      if (running !== null) return true
      if (line.waiter !== null || waiting.length >= options.maxBatchLines) start()
      else linger ??= setTimeout(start, options.lingerMs).unref()
      return true
    },
    drain: async () => {
      while (waiting.length > 0 || running !== null) {
        start()
        await running
      }
    },
  }
}
