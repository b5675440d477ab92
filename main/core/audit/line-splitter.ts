const LINE_FEED = 0x0a

/** Cuts a stream of bytes into lines. Nothing is copied but a line that lies across two chunks. */
export interface LineSplitter {
  /** `onLine` gets every line that the chunk completes, without its line feed; the bytes are only valid during the call. */
  push(chunk: Uint8Array): void
  /** Bytes after the last line feed so far. */
  rest(): Uint8Array
}

/** `start` is the offset of the first byte; `onLine` learns the offset at which its line begins. */
export function createLineSplitter(start: number, onLine: (line: Uint8Array, offset: number) => void): LineSplitter {
  let rest: Uint8Array = new Uint8Array(0)
  let position = start

  return {
    push: (chunk) => {
      const bytes = rest.length === 0 ? chunk : joined(rest, chunk)
      const base = position - rest.length
      let from = 0
      for (let end = bytes.indexOf(LINE_FEED, rest.length); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
        onLine(bytes.subarray(from, end), base + from)
        from = end + 1
      }
      position += chunk.length
      rest = new Uint8Array(bytes.subarray(from))
    },
    rest: () => rest,
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first, 0)
  both.set(second, first.length)
  return both
}
