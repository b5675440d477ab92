import { describe, expect, it } from 'vitest'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { createStartupTime } from '../../../main/electron/startup-time.ts'

function startOf() {
  const said: object[] = []
  const noted: string[] = []
  let born = Date.now() - 1000
  const startup = createStartupTime({ getCreationTime: () => born }, { info: (line) => void said.push(line) })
  const note = startup.listening((line) => void noted.push(line.type))
  return {
    ...{ said, noted, startup },
    line: (type: EventDraft['type']) => note({ type } as EventDraft),
    later: (ms: number) => {
      born -= ms
    },
  }
}

describe('how long the start took', () => {
  it('is said once, when the window can be painted and the page listens', () => {
    const { said, noted, startup, line, later } = startOf()
    startup.windowReady()
    line('request_refused')
    expect(said).toEqual([])
    later(500)
    line('sse_client_connected')
    const [told] = said as { window_ms: number; usable_ms: number }[]
    expect(told?.window_ms).toBeGreaterThanOrEqual(1000)
    expect(told?.usable_ms).toBeGreaterThanOrEqual((told?.window_ms ?? 0) + 500)
    // A page that is loaded anew is no start.
    line('sse_client_connected')
    startup.windowReady()
    expect(said).toHaveLength(1)
    expect(noted).toEqual(['request_refused', 'sse_client_connected', 'sse_client_connected'])
  })

  it('is said as well when the page was there before its window', () => {
    const { said, startup, line } = startOf()
    line('sse_client_connected')
    expect(said).toEqual([])
    startup.windowReady()
    expect(said).toHaveLength(1)
  })
})
