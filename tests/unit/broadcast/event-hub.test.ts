import { beforeEach, describe, expect, it } from 'vitest'
import { TaskId } from '../../../contract/ids.ts'
import { createEventHub, type EventHub, type EventSink, type Frame } from '../../../main/core/broadcast/event-hub.ts'

let hub: EventHub
beforeEach(() => {
  hub = createEventHub({ capacity: 3, startSeq: 10, clock: { now: () => 0 } })
})
const publish = (seq: number): void =>
  hub.publish('webhook_applied', {
    seq,
    ts: '2026-01-01T00:00:00Z',
    correlation_id: 'c',
    source: 'github',
    event: 'star',
    delivery_id: 'd',
  })
function client(lastSeq: number | null): { got: Frame[]; closed: string[]; leave: () => void } {
  const got: Frame[] = []
  const closed: string[] = []
  const sink: EventSink = { send: (f) => got.push(f), close: () => closed.push('closed') }
  return { got, closed, leave: hub.subscribe(sink, lastSeq) }
}
const seqs = (frames: Frame[]): number[] => frames.map((f) => f.seq)

describe('the event hub', () => {
  it('hands the very same frame to every client, until it leaves', () => {
    const [a, b] = [client(null), client(null)]
    publish(11)
    expect(a.got[0]).toBe(b.got[0])
    expect(new TextDecoder().decode(a.got[0]?.bytes)).toMatch(/^id: 11\nevent: webhook_applied\ndata: \{.*\}\n\n$/)
    a.leave()
    publish(12)
    expect([seqs(a.got), seqs(b.got)]).toEqual([[11], [11, 12]])
    expect([hub.clients, hub.sent]).toEqual([1, 3])
  })
  it('replays exactly what a returning client missed', () => {
    for (const seq of [11, 13, 17]) publish(seq)
    expect(seqs(client(13).got)).toEqual([17])
    expect(seqs(client(17).got)).toEqual([])
    expect(seqs(client(10).got)).toEqual([11, 13, 17])
  })
  it('tells a client whose gap is too old to read everything again', () => {
    expect(client(9).got[0]).toMatchObject({ name: 'resync', seq: 10 })
    for (let seq = 11; seq <= 16; seq += 1) publish(seq)
    const late = client(11).got
    expect(late.map((f) => f.name)).toEqual(['resync'])
    expect(JSON.parse(late[0]?.data ?? '')).toMatchObject({ reason: 'gap_too_old' })
    expect(seqs(client(14).got)).toEqual([15, 16])
  })
  it('keeps few frames when they are large, so that a flood of large events cannot fill the memory', () => {
    hub = createEventHub({ capacity: 1000, startSeq: 0, clock: { now: () => 0 } })
    const large = 'x'.repeat(1024 * 1024)
    for (let seq = 1; seq <= 100; seq += 1)
      hub.publish('policy_loaded', { seq, ts: '2026-01-01T00:00:00Z', correlation_id: large, sha256: '' })
    const kept = (last: number) => client(last).got
    expect(kept(60).map((f) => f.name)).toEqual(['resync'])
    expect(seqs(kept(90))).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
  })
  it('does not keep what an agent writes: it can be read again, and would push out what cannot', () => {
    publish(11)
    const watching = client(null)
    const of = { seq: 11, ts: '2026-01-01T00:00:00Z', correlation_id: 'c', task_id: TaskId.parse('t1') }
    for (let at = 0; at < 100; at += 1)
      hub.publish('agent_log', { ...of, run_id: 'aaaa0000bbbb1111', lines: [], next: at })
    expect(watching.got).toHaveLength(100)
    expect(client(10).got.map((f) => f.name)).toEqual(['webhook_applied'])
    expect(hub.latestSeq).toBe(11)
  })
  it('tells a client with an id from the future the same', () => {
    expect(JSON.parse(client(99).got[0]?.data ?? '')).toMatchObject({ reason: 'unknown_id' })
  })
  it('ends every subscription when it closes', () => {
    const a = client(null)
    hub.close()
    publish(11)
    expect([a.closed, a.got, hub.clients]).toEqual([['closed'], [], 0])
  })
})
