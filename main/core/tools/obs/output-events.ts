import type { JsonObject } from '../../../../contract/json-object.ts'
import { OutputState } from './obs-answers.ts'

export type OutputEvent = 'RecordStateChanged' | 'StreamStateChanged' | 'ReplayBufferStateChanged'
export type OutputTurn =
  | 'STARTING'
  | 'STARTED'
  | 'STOPPING'
  | 'STOPPED'
  | 'PAUSED'
  | 'RESUMED'
  | 'RECONNECTING'
  | 'RECONNECTED'

/** What an output of OBS told that became of it; null when the event is about something else. `path`: of its file, where it told one. */
export function turnOf(
  output: OutputEvent,
  event: string,
  data: JsonObject,
): { readonly turn: string; readonly path: string | null } | null {
  if (event !== output) return null
  const told = OutputState.safeParse(data).data
  if (told === undefined) return null
  return { turn: told.outputState.replace(/^OBS_WEBSOCKET_OUTPUT_/, ''), path: told.outputPath ?? null }
}

/** Picks one of these turns out of what OBS tells. */
export const isTurn =
  (output: OutputEvent, ...wanted: readonly OutputTurn[]) =>
  (event: string, data: JsonObject): { readonly turn: string; readonly path: string | null } | null => {
    const found = turnOf(output, event, data)
    return found !== null && wanted.some((turn) => turn === found.turn) ? found : null
  }
