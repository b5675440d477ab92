import type { ObsTrack } from './obs-track.ts'

/** Equal as long as it is the same recording, seen on the same connection. */
export const boundRecording = (track: ObsTrack): string => `record:${track.recordEpoch()}`
