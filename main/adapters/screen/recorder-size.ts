import { stat } from 'node:fs/promises'

/** Watches how large a file becomes that another program writes. */
export interface SizeWatch {
  /** Falls when the program goes on writing although the file is as large as it may be. */
  readonly signal: AbortSignal
  /** Whether the file has ever been seen to be that large; also of a program that keeps the limit by itself. */
  isFull(): Promise<boolean>
  end(): void
}

/** What keeps the limit by itself gets one look more to end. `everyMs` in milliseconds. */
export function watchSize(file: string, mostBytes: number, everyMs: number): SizeWatch {
  const controller = new AbortController()
  let looks = 0
  let wasFull = false

  async function look(): Promise<void> {
    // One that is not there yet is not large.
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    )
    wasFull ||= size >= mostBytes
    looks = size >= mostBytes ? looks + 1 : 0
  }

  const timer = setInterval(() => {
    void look().then(() => {
      if (looks > 1) controller.abort(new Error('the film is as large as it may be'))
    })
  }, everyMs)
  return {
    signal: controller.signal,
    isFull: async () => {
      await look()
      return wasFull
    },
    end: () => clearInterval(timer),
  }
}
