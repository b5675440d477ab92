import { StringDecoder } from 'node:string_decoder'

/** Takes bytes as they come and gives whole lines. */
export interface LineReader {
  take(bytes: Buffer): void
  /** The last line, when it had no line feed. */
  end(): void
}

/**
 * Lines of UTF-8 text without their line feed (or CR LF). No more than `most` characters of one are held: of a longer one the beginning is
 * given, with `cut`, and the rest is passed over. Bytes that are no UTF-8 become U+FFFD.
 */
export function createLineReader(most: number, onLine: (line: string, cut: boolean) => void): LineReader {
  const decoder = new StringDecoder('utf8')
  let line = ''
  let cut = false

  function add(text: string): void {
    if (cut) return
    line += text
    if (line.length <= most) return
    line = line.slice(0, most)
    cut = true
  }
  function give(): void {
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line, cut)
    line = ''
    cut = false
  }
  function split(text: string): void {
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      add(text.slice(from, at))
      give()
      from = at + 1
    }
    if (from < text.length) add(text.slice(from))
  }

  return {
    take: (bytes) => split(decoder.write(bytes)),
    end: () => {
      split(decoder.end())
      if (line !== '' || cut) give()
    },
  }
}
