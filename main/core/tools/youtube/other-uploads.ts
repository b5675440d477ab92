import * as z from 'zod'
import type { ToolRun } from '../../../../contract/tool.ts'
import { videosLeftBy } from './left-videos.ts'
import { neverBegan } from './never-began.ts'
import { SKEW_MS, sameTitle } from './which-video.ts'
import { RAN, uploadRuns, type YoutubeParts } from './youtube-parts.ts'
import type { OtherUploads } from './youtube-ports.ts'

const Subject = z.object({ args: z.object({ title: z.string() }) })

/**
 * What the other uploads of this console have left since an upload was opened, as it is known now. One that still runs, or has ended
 * without a word of its video, may have left any video with its title.
 */
export async function otherUploads(
  parts: Pick<YoutubeParts, 'runs' | 'evidence'>,
  mine: { readonly call_id: string; readonly title: string; readonly opened_ms: number },
): Promise<OtherUploads> {
  const others = RAN.flatMap((state) => uploadRuns(parts, { state })).filter(
    (run) => run.call_id !== mine.call_id && !neverBegan(run) && isSince(run, mine.opened_ms),
  )
  const left = await Promise.all(others.map(async (run) => ({ run, videos: await videosOf(parts, run) })))
  return {
    videos: new Set(left.flatMap(({ videos }) => videos)),
    isOneUnknown: left.some(({ run, videos }) => videos.length === 0 && mayHaveTitle(run, mine.title)),
  }
}

/** By two clocks: that of YouTube for the opening, and our own. */
const isSince = ({ finished_at }: ToolRun, openedMs: number): boolean =>
  finished_at === null || Date.parse(finished_at) >= openedMs - 2 * SKEW_MS

async function videosOf(parts: Pick<YoutubeParts, 'evidence'>, run: ToolRun): Promise<string[]> {
  const named = run.state === 'done' ? run.result?.['video_id'] : null
  return typeof named === 'string' ? [named] : videosLeftBy(parts, run)
}

function mayHaveTitle({ subject }: ToolRun, title: string): boolean {
  const read = Subject.safeParse(JSON.parse(subject))
  return !read.success || sameTitle(read.data.args.title, title)
}
