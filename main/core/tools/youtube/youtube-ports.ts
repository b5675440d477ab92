import type { Sha256 } from '../../../../contract/ids.ts'
import type { UploadArgs } from './upload-args.ts'

export type Privacy = 'private' | 'unlisted' | 'public'

/** A video as its owner reads it. Everything in it is said by YouTube. */
export interface VideoFacts {
  readonly video_id: string
  readonly title: string
  /** Null: in words that are not known here. */
  readonly privacy: Privacy | null
  /** `processing`, `succeeded`, `failed`, `terminated`; null when it is not said. */
  readonly processing: string | null
  /** What became of the file: `uploaded`, `processed`, `failed`, `rejected`, `deleted`; null when it is not said. */
  readonly upload_status: string | null
  /** YouTube's word for why it was rejected or failed, like `duplicate`; null when it is not said. */
  readonly rejection_reason: string | null
  readonly failure_reason: string | null
  /** Members of `status` as they stand, which a change has to send again. */
  readonly status: Readonly<Record<string, unknown>>
}

/** One entry of the own uploads, newest first. */
export interface OwnUpload {
  readonly video_id: string
  readonly title: string
  readonly published_ms: number
}

export interface Channel {
  readonly channel_id: string
  readonly title: string
  readonly uploads_playlist: string | null
}

/** The YouTube Data API with the connected account. Everything throws ToolError; each call has a deadline of its own. */
export interface YoutubeApi {
  channel(signal: AbortSignal): Promise<Channel>
  /** Null when there is no such video. */
  video(videoId: string, signal: AbortSignal): Promise<VideoFacts | null>
  setPrivacy(video: VideoFacts, privacy: Privacy, signal: AbortSignal): Promise<void>
  /** False when there was no such video. */
  remove(videoId: string, signal: AbortSignal): Promise<boolean>
  /** The newest 50. */
  ownUploads(signal: AbortSignal): Promise<readonly OwnUpload[]>
}

/** What the other uploads of this console have left since this one was opened. */
export interface OtherUploads {
  /** None of them is this one's. */
  readonly videos: ReadonlySet<string>
  /** Nobody knows, or not yet, what one of them with the same title has left. */
  readonly isOneUnknown: boolean
}

export interface UploadJob {
  /** Of this upload alone; there again after a crash. */
  readonly folder: string
  readonly file: string
  readonly sha256: Sha256
  readonly media_type: string
  readonly about: Omit<UploadArgs, 'artifact_sha256'>
  /** As it is known when it is asked. `openedMs`: when the upload was opened, by YouTube's clock where it said. */
  others(openedMs: number): Promise<OtherUploads>
}

/** How far an upload is, as it is kept beside it. */
export interface UploadNote {
  readonly total: number
  readonly confirmed: number
  /** How often it went on after an interruption. */
  readonly resumed_times: number
  /** How often the session was lost before a video could have come of it. */
  readonly started_anew: number
  /** Whether the last byte was sent. */
  readonly may_be_there: boolean
  readonly video_id: string | null
}

/** Brings one file to YouTube, as private, exactly once. */
export interface VideoUploader {
  /** Begins, or goes on where the folder says that it stood. Throws ToolError. */
  upload(job: UploadJob, signal: AbortSignal, onBytes: (note: UploadNote) => void): Promise<UploadNote>
  /** Null when nothing was begun in this folder. */
  note(folder: string): Promise<UploadNote | null>
  /**
   * For an upload that is given up: asks once, for a few seconds at most, whether a video has come of it, and ends the session if none
   * has. Never throws; null when it cannot be told.
   */
  giveUp(folder: string): Promise<{ readonly video_id: string | null } | null>
}
