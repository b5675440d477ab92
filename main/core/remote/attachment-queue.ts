import type { Timers } from '../kernel/timers.ts'

/** Work that is done side by side, but never two of one lane at once. */
export interface AttachmentQueue<Job> {
  /** Takes a job up unless one with the same key is there already. */
  add(job: Job): void
  /** Takes nothing up any more and resolves when what runs has ended, or after `stopWaitMs`. */
  stop(): Promise<void>
}

export interface AttachmentQueueOptions<Job> {
  readonly timers: Timers
  /** Jobs that run side by side. */
  readonly atOnce: number
  readonly stopWaitMs: number
  readonly keyOf: (job: Job) => string
  readonly laneOf: (job: Job) => string
  /** Resolves to the milliseconds after which it is to be run again, or to null when it is done. Never rejects. */
  readonly run: (job: Job) => Promise<number | null>
}

export function createAttachmentQueue<Job>(options: AttachmentQueueOptions<Job>): AttachmentQueue<Job> {
  const { timers, keyOf, laneOf } = options
  const known = new Set<string>()
  const busyLanes = new Set<string>()
  const running = new Set<Promise<void>>()
  const pauses = new Set<() => void>()
  let ready: Job[] = []
  let stopped = false

  function pump(): void {
    while (!stopped && running.size < options.atOnce) {
      const next = ready.find((job) => !busyLanes.has(laneOf(job)))
      if (next === undefined) return
      ready = ready.filter((job) => job !== next)
      busyLanes.add(laneOf(next))
      const mine: Promise<void> = runOne(next).finally(() => {
        running.delete(mine)
        pump()
      })
      running.add(mine)
    }
  }

  async function runOne(job: Job): Promise<void> {
    const againMs = await options.run(job)
    busyLanes.delete(laneOf(job))
    if (againMs === null) known.delete(keyOf(job))
    else if (!stopped) pause(job, againMs)
  }

  function pause(job: Job, ms: number): void {
    const cancel = timers.after(ms, () => {
      pauses.delete(cancel)
      ready.push(job)
      pump()
    })
    pauses.add(cancel)
  }

  return {
    add: (job) => {
      if (stopped || known.has(keyOf(job))) return
      known.add(keyOf(job))
      ready.push(job)
      pump()
    },
    stop: async () => {
      stopped = true
      ready = []
      for (const cancel of pauses) cancel()
      pauses.clear()
      if (running.size === 0) return
      await new Promise<void>((resolve) => {
        const cancel = timers.after(options.stopWaitMs, resolve)
        void Promise.all(running).then(() => {
          cancel()
          resolve()
        })
      })
    },
  }
}
