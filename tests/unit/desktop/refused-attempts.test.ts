import { describe, expect, it } from 'vitest'
import { createRefusedAttempts } from '../../../main/electron/refused-attempts.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

function attempts() {
  const timers = createManualTimers(0)
  const lines: unknown[] = []
  const refused = createRefusedAttempts(timers)
  let ids = 0
  const note = ({ type, data, actor, correlation_id }: Record<string, unknown>): void => {
    expect([type, actor]).toEqual(['desktop_attempt_refused', { sub: 'desktop-page', scopes: [], door: 'desktop' }])
    expect(correlation_id).toBe(`d-${ids - 1}`)
    lines.push(data)
  }
  const record = { note: note as never, nextCorrelationId: () => `d-${ids++}` }
  return { refused, timers, lines, record }
}

describe('attempts of a page to get out', () => {
  it('have their line at once', () => {
    const { refused, lines, record } = attempts()
    refused.recordTo(record)
    refused.note('navigation', 'https://a/')
    refused.note('permission', 'usb')
    expect(lines).toEqual([
      { attempt: 'navigation', detail: 'https://a/', count: 1 },
      { attempt: 'permission', detail: 'usb', count: 1 },
    ])
  })

  it('share one line of a kind and second, with their count, however many a page makes', () => {
    const { refused, timers, lines, record } = attempts()
    refused.recordTo(record)
    for (let n = 0; n < 10_000; n++) refused.note('network', `http://a/${n % 100}`)
    expect(lines).toHaveLength(1)
    timers.advance(1000)
    const more = Array.from({ length: 8 }, (_, n) => `http://a/${n + 1}`).join('; ')
    expect(lines.slice(1)).toEqual([{ attempt: 'network', detail: more, count: 9999 }])
    timers.advance(5000)
    expect(lines).toHaveLength(2)
    refused.note('network', 'http://b/')
    expect(lines).toHaveLength(3)
  })

  it('are kept until there is a log, and written before it is closed', () => {
    const { refused, lines, record } = attempts()
    refused.note('deep_link', 'one')
    refused.note('deep_link', 'two')
    refused.recordTo(record)
    expect(lines).toEqual([{ attempt: 'deep_link', detail: 'one; two', count: 2 }])
    refused.note('deep_link', 'three')
    refused.close()
    expect(lines.slice(1)).toEqual([{ attempt: 'deep_link', detail: 'three', count: 1 }])
    refused.note('deep_link', 'four')
    expect(lines).toHaveLength(2)
  })

  it('are shown on one short line in which nothing hides', () => {
    const { refused, lines, record } = attempts()
    refused.recordTo(record)
    refused.note('deep_link', `a\u202e\nb${'x'.repeat(100_000)}`)
    const [{ detail }] = lines as [{ detail: string }]
    expect([detail.slice(0, 14), detail.length]).toEqual(['a[U+202E] bxxx', 300])
  })
})
