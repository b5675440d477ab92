export interface StreamedEvent {
  readonly id: string
  readonly name: string
  readonly data: string
}

/** Longest event that is waited for; a stream without a line end must not fill the memory. */
const MAX_PENDING = 4_000_000

/**
 * Reads server-sent events (WHATWG HTML, "event stream interpretation") from text that arrives in pieces.
 * Returns the events that each piece completes. Throws when an event grows beyond 4 million characters.
 */
export function createEventReader(): (piece: string) => StreamedEvent[] {
  let rest = ''
  let id = ''
  let name = ''
  let data: string[] = []

  function line(text: string, events: StreamedEvent[]): void {
    if (text === '') {
      if (data.length > 0) events.push({ id, name: name === '' ? 'message' : name, data: data.join('\n') })
      name = ''
      data = []
      return
    }
    const colon = text.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else if (field === 'event') name = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  return (piece) => {
    const events: StreamedEvent[] = []
    // A carriage return at the very end may be the first half of CR LF: it waits for the next piece.
    const text = rest + piece
    const end = text.endsWith('\r') ? text.length - 1 : text.length
    let from = 0
    for (const match of text.slice(0, end).matchAll(/\r\n|\n|\r/g)) {
      line(text.slice(from, match.index), events)
      from = match.index + match[0].length
    }
    rest = text.slice(from)
    if (rest.length > MAX_PENDING) throw new Error('The event stream sent a line without an end')
    return events
  }
}
