import type { FilmFacts } from '../../core/tools/screen/recorder-port.ts'

export interface PacketReader {
  read(piece: string): void
  facts(): Pick<FilmFacts, 'frames' | 'seconds'>
}

/** Reads lines of ffprobe like `1.900000,0.100000`: when a picture is shown, and for how long. What is not known is `N/A`. */
export function createPacketReader(): PacketReader {
  let rest = ''
  let frames = 0
  let from = Number.POSITIVE_INFINITY
  let until = 0
  return {
    read: (piece) => {
      const lines = (rest + piece).split('\n')
      // A line without an end would grow for ever.
      rest = (lines.pop() ?? '').slice(-200)
      for (const line of lines) {
        const [, shown, lasting = '0'] = /^(-?\d{1,9}\.\d+),(?:(\d{1,9}\.\d+)|N\/A)/.exec(line) ?? []
        if (shown === undefined) continue
        frames += 1
        from = Math.min(from, Number(shown))
        until = Math.max(until, Number(shown) + Number(lasting))
      }
    },
    facts: () => ({ frames, seconds: frames === 0 ? 0 : until - from }),
  }
}
