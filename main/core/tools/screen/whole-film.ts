import type { FilmFacts, RecordingOrder } from './recorder-port.ts'

/** How much a film may be shorter than it was ordered, in seconds: recorders round, and the last picture has no length of its own. */
const TOLERANCE_S = 0.5
const TOLERANCE_FRAMES = 2

/** Is it as long as it was ordered? */
export function isWhole(film: FilmFacts, { seconds, fps }: Omit<RecordingOrder, 'target'>): boolean {
  return film.frames > 0 && film.seconds >= seconds - Math.max(TOLERANCE_S, TOLERANCE_FRAMES / fps)
}
