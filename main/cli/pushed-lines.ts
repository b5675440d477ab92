/** An event of the stream: its name and its data, which is JSON. */
export interface PushedLine {
  readonly name: string
  readonly data: string
}

/** Server-sent events (WHATWG HTML, 9.2.6), as the console writes them: line feeds, one data line each. Comments are passed over. */
export async function* pushedLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<PushedLine> {
  const decoder = new TextDecoder()
  let waiting = ''
  for await (const piece of body) {
    const frames = (waiting + decoder.decode(piece, { stream: true })).split('\n\n')
    waiting = frames.pop() ?? ''
    for (const frame of frames) {
      const fields = new Map(frame.split('\n').map((line) => fieldOf(line)))
      const data = fields.get('data')
      if (data !== undefined) yield { name: fields.get('event') ?? 'message', data }
    }
  }
}

function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  if (colon === -1) return [line, '']
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
}
