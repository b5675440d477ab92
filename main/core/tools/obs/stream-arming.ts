import { canonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { oneLine } from '../one-line.ts'
import { StreamService, StreamStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsTrack } from './obs-track.ts'

/** Where OBS would stream to, as far as it may be shown: never the key, nor a name and password in the address. */
export interface StreamTarget {
  readonly service: string
  readonly server: string
}

/** What is streamed now, and where to. `bound_to` changes with the target, its key included, with a start or a stop, and with the connection. */
export async function lookAtStream(
  desk: ObsDesk,
  track: ObsTrack,
  signal: AbortSignal,
): Promise<{ readonly active: boolean; readonly target: StreamTarget; readonly bound_to: string }> {
  const status = await desk.ask(StreamStatus, 'GetStreamStatus', {}, signal)
  const found = await desk.ask(StreamService, 'GetStreamServiceSettings', {}, signal)
  const { service, server } = found.streamServiceSettings
  const target = {
    service: oneLine(typeof service === 'string' && service !== '' ? service : found.streamServiceType),
    server: shownServer(typeof server === 'string' ? server : ''),
  }
  const active = status.outputActive
  return { active, target, bound_to: `stream:${track.streamEpoch()}:${active}:${sha256(canonicalJson(found))}` }
}

/** The address without what can hold a secret. What is no address, like `auto`, is a word of OBS. */
function shownServer(server: string): string {
  const url = URL.parse(server)
  if (url === null || url.host === '') return oneLine(server.replace(/[?#].*$/, ''))
  return oneLine(`${url.protocol}//${url.host}${url.pathname}`)
}
