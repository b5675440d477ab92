import type { Sha256 } from '../../../../contract/ids.ts'
import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { ToolError } from '../tool.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { RecordingFacts, RecordingFiles } from './recording-files.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ mkv: 'video/x-matroska', mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime' },
  ...{ flv: 'video/x-flv', ts: 'video/mp2t' },
}

/** How long a file may go on to grow after OBS said that it is done, and how often that is looked at, in milliseconds. */
const SETTLE_MS = 8000
const LOOK_MS = 250

export interface TakenRecording extends RecordingFacts {
  readonly path: string
  readonly bytes: number
  readonly sha256: Sha256
  readonly artifact: ArtifactDraft
}

export interface TakingParts {
  readonly files: RecordingFiles
  readonly desk: Pick<ObsDesk, 'pause'>
}

/** What an artifact of a recording says of itself. `name` is without its ending. */
export function recordingArtifact(
  path: string,
  ending: string,
  about: { readonly name: string; readonly captured_at: string; readonly source: string; readonly partial: boolean },
): ArtifactDraft {
  return {
    ...{ path: `${about.name}.${ending}`, media_type: MEDIA_TYPES[ending] ?? 'application/octet-stream' },
    ...{ captured_at: about.captured_at, source: about.source, link: null, file: path },
    ...(about.partial ? { partial: true as const } : {}),
  }
}

/**
 * Believes a file that OBS says it wrote only after it was looked at: there, not growing any more, not empty, readable from beginning to end by
 * another program. Throws ToolError `obs_file_missing`, `obs_file_empty`, `obs_file_broken` (with the file as partial evidence),
 * `obs_file_unsettled`, `obs_ffprobe_missing`.
 */
export async function takeRecording(
  parts: TakingParts,
  told: { readonly path: string; readonly name: string; readonly captured_at: string; readonly source: string },
  signal: AbortSignal,
): Promise<TakenRecording> {
  const { files } = parts
  const { bytes, ending } = await settled(parts, told.path, signal)
  const draft = (partial: boolean): ArtifactDraft => recordingArtifact(told.path, ending, { ...told, partial })
  if (bytes === 0) throw empty([draft(true)])
  const hashed = await files.hash(told.path, signal)
  const read = await files.probe(told.path, signal)
  if (read === null) throw broken('it cannot be read as a video', [draft(true)])
  if (read.fault !== null) throw broken(read.fault, [draft(true)])
  const after = await files.look(told.path)
  if ('fault' in after || after.bytes !== hashed.bytes) throw unsettled([draft(true)])
  return { ...read.facts, ...hashed, path: told.path, artifact: draft(false) }
}

async function settled({ files, desk }: TakingParts, path: string, signal: AbortSignal) {
  let before = -1
  for (let waited = 0; waited <= SETTLE_MS; waited += LOOK_MS) {
    const found = await files.look(path)
    if ('fault' in found) throw missing(found.fault)
    if (found.bytes === before) return found
    before = found.bytes
    await desk.pause(LOOK_MS, signal)
  }
  throw unsettled([])
}

const missing = (fault: string): ToolError =>
  new ToolError(
    'obs_file_missing',
    `The file that OBS names cannot be taken as a recording: it ${fault}.`,
    'OBS must run on this machine and record into a folder that the console may read (tools.obs.recording_folder).',
  )

const empty = (artifacts: readonly ArtifactDraft[]): ToolError =>
  new ToolError(
    'obs_file_empty',
    'OBS says that it recorded, but nothing came into the file: its muxer died.',
    'Look at the free space and at the log of OBS; restart OBS and record again.',
    { artifacts },
  )

/** `why`: in words. */
const broken = (why: string, artifacts: readonly ArtifactDraft[]): ToolError =>
  new ToolError(
    'obs_file_broken',
    `The file of the recording is not whole: ${why}.`,
    'What there is of it is kept. Record as mkv (Settings, Output, Recording Format), which can be read after a crash.',
    { artifacts },
  )

const unsettled = (artifacts: readonly ArtifactDraft[]): ToolError =>
  new ToolError(
    'obs_file_unsettled',
    'The file of the recording still changes although OBS says that it is done.',
    'Look which program writes into it.',
    { artifacts },
  )
