import type { Clock } from '../../kernel/clock.ts'
import type { ObsLink } from './obs-link.ts'
import { turnOf } from './output-events.ts'

/** What OBS told of its outputs while we listened. */
export interface ObsTrack {
  /** Another number as soon as what is recorded may be another recording: after a start, a stop, and a new connection. */
  recordEpoch(): number
  /** The same of what is streamed. */
  streamEpoch(): number
  /** The recording whose start was seen on this connection. */
  recording(): { readonly path: string | null; readonly started_ms: number } | null
  /** When a recording was last seen to end. */
  lastStopMs(): number
  /** Since when OBS says that it begins to record; null when it does not, or has begun. */
  startingSinceMs(): number | null
  /** Stops listening. */
  end(): void
}

export function createObsTrack({ link, clock }: { link: ObsLink; clock: Clock }): ObsTrack {
  let records = 0
  let streams = 0
  let recording: ReturnType<ObsTrack['recording']> = null
  let startingSinceMs: number | null = null
  let lastStopMs = Number.NEGATIVE_INFINITY

  const end = link.watch((happening) => {
    if (happening.kind !== 'told') {
      records += 1
      streams += 1
      recording = null
      startingSinceMs = null
      return
    }
    const stream = turnOf('StreamStateChanged', happening.event, happening.data)?.turn
    if (stream === 'STARTED' || stream === 'STOPPED') streams += 1
    const record = turnOf('RecordStateChanged', happening.event, happening.data)
    if (record?.turn === 'STARTING') startingSinceMs = clock.now()
    if (record?.turn === 'STARTED' || record?.turn === 'STOPPED') startingSinceMs = null
    if (record?.turn === 'STARTED') {
      records += 1
      recording = { path: record.path, started_ms: clock.now() }
    }
    if (record?.turn === 'STOPPED') {
      records += 1
      recording = null
      lastStopMs = clock.now()
    }
  })

  return {
    recordEpoch: () => records,
    streamEpoch: () => streams,
    recording: () => recording,
    lastStopMs: () => lastStopMs,
    startingSinceMs: () => startingSinceMs,
    end,
  }
}
