import * as z from 'zod'
import type { Artifact } from '../../../contract/evidence.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { argsOf } from '../tools/run-args.ts'

/** A video that an upload left at YouTube. */
export interface PublishedVideo {
  readonly video_id: string
  readonly link: string
  /** Ended well, or failed and left it all the same. */
  readonly upload: ToolRun
  /** `unknown`: its upload failed, or the newest change of who sees it did not end well or has not ended. */
  readonly privacy: 'private' | 'unlisted' | 'public' | 'deleted' | 'unknown'
  /** The newest change of who sees it, taking back too; a refused one as well. */
  readonly change: ToolRun | null
  /** The newest change that was not refused. */
  readonly acted: ToolRun | null
}

/** A file of evidence with the package that it is in. */
export interface LeftFile {
  readonly package_id: string
  readonly artifact: Pick<Artifact, 'link'>
}

const Result = z.object({ video_id: z.string(), link: z.string() })

const isAbout = (run: ToolRun, videoId: string): boolean =>
  (run.tool === 'youtube.set_privacy' || run.tool === 'youtube.undo') && argsOf(run)['video_id'] === videoId

/** The video of an upload; null when it left none. `runs`: of the task, newest first. `left`: files of its evidence. */
export function videoLeftBy(run: ToolRun, runs: readonly ToolRun[], left: readonly LeftFile[]): PublishedVideo | null {
  const place = placeOf(run, left)
  if (place === null) return null
  const changes = runs.filter((each) => isAbout(each, place.video_id))
  const acted = changes.find(({ state }) => state !== 'denied') ?? null
  return { ...place, upload: run, privacy: privacyAfter(run, acted), change: changes[0] ?? null, acted }
}

/** A failed upload may have left a video all the same: then its evidence holds the link. */
function placeOf(run: ToolRun, left: readonly LeftFile[]): Pick<PublishedVideo, 'video_id' | 'link'> | null {
  const result = Result.safeParse(run.result)
  if (run.state === 'done' && result.success) return result.data
  if (run.state !== 'failed') return null
  const link = left.find(({ package_id, artifact }) => package_id === run.call_id && artifact.link !== null)?.artifact
    .link
  const video_id = /^https:\/\/youtu\.be\/([A-Za-z0-9_-]{6,20})$/.exec(link ?? '')?.[1]
  return link == null || video_id === undefined ? null : { video_id, link }
}

/** `last`: the newest change that was not refused. What did not end well may have changed it all the same. */
function privacyAfter(upload: ToolRun, last: ToolRun | null): PublishedVideo['privacy'] {
  if (last === null) return upload.state === 'done' ? 'private' : 'unknown'
  if (last.state !== 'done') return 'unknown'
  if (last.tool === 'youtube.undo') return argsOf(last)['how'] === 'delete' ? 'deleted' : 'private'
  return argsOf(last)['privacy'] === 'public' ? 'public' : 'unlisted'
}
