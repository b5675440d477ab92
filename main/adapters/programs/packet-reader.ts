/** `pictures`, their length and end are those of one stream; `until` is the end of all that were read. In seconds. */
export interface PacketFacts {
  readonly frames: number
  readonly seconds: number
  readonly until: number
}

export interface PacketReader {
  read(piece: string): void
  facts(): PacketFacts
}

/**
 * Reads lines of ffprobe like `0,1.900000,0.100000`: of which stream a packet is, when it is shown, and for how long. What is not known is
 * `N/A`. `pictures`: the number of the stream whose pictures are counted.
 */
export function createPacketReader(pictures: number): PacketReader {
  let rest = ''
  let frames = 0
  let from = Number.POSITIVE_INFINITY
  let end = 0
  let until = 0
  return {
    read: (piece) => {
      const lines = (rest + piece).split('\n')
      // A line without an end would grow for ever.
      rest = (lines.pop() ?? '').slice(-200)
      for (const line of lines) {
        const [, stream, shown, lasting = '0'] = /^(\d{1,5}),(-?\d{1,9}\.\d+),(?:(\d{1,9}\.\d+)|N\/A)/.exec(line) ?? []
        if (shown === undefined) continue
        const over = Number(shown) + Number(lasting)
        until = Math.max(until, over)
        if (Number(stream) !== pictures) continue
        frames += 1
        from = Math.min(from, Number(shown))
        end = Math.max(end, over)
      }
    },
    facts: () => ({ frames, seconds: frames === 0 ? 0 : end - from, until }),
  }
}
