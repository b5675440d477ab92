import type { JsonObject } from '../../../contract/json-object.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import type { RecordingFiles } from '../../../main/core/tools/obs/recording-files.ts'

export interface FakeFiles extends RecordingFiles {
  /** Sizes in bytes by path. */
  readonly sizes: Map<string, number>
  readonly notes: Map<string, JsonObject>
  /** Paths that no program can read. */
  readonly broken: Set<string>
}

/** Recordings in memory; every folder but `/gone` is allowed and can be written. */
export function createFakeFiles(): FakeFiles {
  const sizes = new Map<string, number>()
  const notes = new Map<string, JsonObject>()
  const broken = new Set<string>()
  return {
    ...{ sizes, notes, broken },
    look: async (path) => {
      const bytes = sizes.get(path)
      return bytes === undefined ? { fault: 'is not there' } : { bytes, ending: path.split('.').at(-1) ?? '' }
    },
    hash: async (path) => ({ sha256: sha256(path), bytes: sizes.get(path) ?? 0 }),
    probe: async (path) =>
      broken.has(path)
        ? null
        : {
            facts: {
              ...{ duration_s: 2, frames: 60, audio_codec: 'aac' },
              video: { codec: 'h264', width: 640, height: 360 },
            },
            fault: null,
          },
    remux: async (_, folder) => ({ file: `${folder}/recording.mp4` }),
    folderFault: async (path) => (path === '/gone' ? 'is not there' : null),
    allowedFolder: async (path) => (path === '/gone' ? null : path),
    writeNote: async (folder, name, note) => void notes.set(`${folder}/${name}`, note),
    readNote: async (folder, name) => notes.get(`${folder}/${name}`) ?? null,
  }
}
