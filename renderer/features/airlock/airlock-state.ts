import * as z from 'zod'
import type { Artifact } from '../../../contract/evidence.ts'
import type { ToolCallState, ToolRun } from '../../../contract/tool.ts'
import { argsOf } from '../tools/run-args.ts'

/** Everything that goes with the file; the members are those of youtube.upload. */
export interface VideoWords {
  readonly title: string
  readonly description: string
  readonly category_id: string
  readonly made_for_kids: boolean | null
  readonly tags: readonly string[]
}

export interface CheckOfUpload {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
}

export interface Preflight {
  readonly run: ToolRun
  readonly words: VideoWords
  /** Null until it has ended well. */
  readonly checks: readonly CheckOfUpload[] | null
}

export interface Upload {
  readonly run: ToolRun
  readonly words: VideoWords
}

/** A video that an upload left at YouTube. */
export interface PublishedVideo {
  readonly video_id: string
  readonly link: string
  readonly upload_call_id: string
  /** As the last call that ended well left it. */
  readonly privacy: 'private' | 'unlisted' | 'public' | 'deleted'
}

/** Where one file stands on its way to YouTube, read out of the calls of its task alone: the same after a reload. */
export interface AirlockState {
  /** Of the newest attempt or check, to begin with; null when there was none. */
  readonly words: VideoWords | null
  readonly redacting: ToolRun | null
  readonly preflight: Preflight | null
  readonly upload: Upload | null
  readonly video: PublishedVideo | null
  /** The newest change of who sees the video, and the newest taking back of it. */
  readonly publishing: ToolRun | null
  readonly undoing: ToolRun | null
}

const Words = z.object({
  artifact_sha256: z.string(),
  title: z.string(),
  description: z.string(),
  category_id: z.string(),
  made_for_kids: z.boolean().nullable().catch(null),
  tags: z.array(z.string()).catch([]),
})
const Result = z.object({ video_id: z.string(), link: z.string() })
const Checks = z.object({
  checks: z.array(z.object({ check: z.string(), state: z.enum(['ok', 'warn', 'fail']), detail: z.string() })),
})

/** `runs`: of the task, newest first. `left`: files of evidence with a link, by the package that they are in. */
export function airlockState(
  runs: readonly ToolRun[],
  sha256: string,
  left: readonly { readonly package_id: string; readonly artifact: Pick<Artifact, 'link'> }[],
): AirlockState {
  const about = (tool: string) =>
    runs.filter((run) => run.tool === tool && argsOf(run)['artifact_sha256'] === sha256).map(withWords)
  const [checked] = about('youtube.preflight')
  const [sent] = about('youtube.upload')
  const upload = sent?.words == null ? null : { run: sent.run, words: sent.words }
  const preflight =
    checked?.words == null ? null : { run: checked.run, words: checked.words, checks: checksOf(checked.run) }
  const base = upload === null ? null : videoOf(upload.run, left)
  const changes = base === null ? [] : runs.filter((run) => isAbout(run, base.video_id))
  const newest = [upload, preflight].filter((each) => each !== null).toSorted(newestFirst)[0]
  return {
    words: newest?.words ?? null,
    redacting: runs.find((run) => run.tool === 'screen.redact' && argsOf(run)['artifact_sha256'] === sha256) ?? null,
    ...{ preflight, upload },
    video: base === null ? null : { ...base, privacy: privacyAfter(changes) },
    publishing: changes.find(({ tool }) => tool === 'youtube.set_privacy') ?? null,
    undoing: changes.find(({ tool }) => tool === 'youtube.undo') ?? null,
  }
}

const newestFirst = (a: { readonly run: ToolRun }, b: { readonly run: ToolRun }): number =>
  b.run.started_at.localeCompare(a.run.started_at)

function withWords(run: ToolRun): { readonly run: ToolRun; readonly words: VideoWords | null } {
  const read = Words.safeParse(argsOf(run))
  if (!read.success) return { run, words: null }
  const { artifact_sha256: _, ...words } = read.data
  return { run, words }
}

function checksOf(run: ToolRun): readonly CheckOfUpload[] | null {
  const read = Checks.safeParse(run.result)
  return run.state === 'done' && read.success ? read.data.checks : null
}

const isAbout = (run: ToolRun, videoId: string): boolean =>
  (run.tool === 'youtube.set_privacy' || run.tool === 'youtube.undo') && argsOf(run)['video_id'] === videoId

/** A failed upload may have left a video all the same: then its evidence holds the link. */
function videoOf(run: ToolRun, left: Parameters<typeof airlockState>[2]): Omit<PublishedVideo, 'privacy'> | null {
  const result = Result.safeParse(run.result)
  if (run.state === 'done' && result.success) return { ...result.data, upload_call_id: run.call_id }
  if (run.state !== 'failed') return null
  const link = left.find(({ package_id, artifact }) => package_id === run.call_id && artifact.link !== null)?.artifact
    .link
  const video_id = /^https:\/\/youtu\.be\/([A-Za-z0-9_-]{6,20})$/.exec(link ?? '')?.[1]
  return link == null || video_id === undefined ? null : { video_id, link, upload_call_id: run.call_id }
}

/** `changes`: newest first. */
function privacyAfter(changes: readonly ToolRun[]): PublishedVideo['privacy'] {
  const last = changes.find(({ state }) => state === 'done')
  if (last === undefined) return 'private'
  if (last.tool === 'youtube.undo') return argsOf(last)['how'] === 'delete' ? 'deleted' : 'private'
  return argsOf(last)['privacy'] === 'public' ? 'public' : 'unlisted'
}

export type StepName = 'file' | 'redact' | 'words' | 'check' | 'upload' | 'show'
/** `open`: can be done now; `optional`: can be left out; `waits`: a person must approve; `later`: something before it is missing. */
export type StepState = 'done' | 'open' | 'optional' | 'running' | 'waits' | 'failed' | 'unknown' | 'later'

const OF_RUN: Readonly<Record<ToolCallState, StepState>> = {
  ...{ denied: 'waits', running: 'running', done: 'done', failed: 'failed', unknown: 'unknown' },
}

export const sameWords = (a: VideoWords, b: VideoWords): boolean => {
  const flat = ({ title, description, category_id, made_for_kids, tags }: VideoWords) =>
    JSON.stringify([title, description, category_id, made_for_kids, tags])
  return flat(a) === flat(b)
}

/** How every step stands for what is written now. `isRedacted`: the file was made by covering parts of another one. */
export function stepsOf(
  { redacting, preflight, upload, video, publishing, undoing }: AirlockState,
  words: VideoWords,
  isRedacted: boolean,
): Readonly<Record<StepName, StepState>> {
  const isDeleted = video?.privacy === 'deleted'
  const isChecked = preflight !== null && sameWords(preflight.words, words)
  const check: StepState = !isChecked
    ? 'open'
    : preflight.checks?.some(({ state }) => state === 'fail') === true
      ? 'failed'
      : OF_RUN[preflight.run.state]
  const sent = upload === null ? null : OF_RUN[upload.run.state]
  // What waits is bound to the words that it was asked for.
  const isOther = sent === 'waits' && upload !== null && !sameWords(upload.words, words)
  const last = [publishing, undoing].filter((run) => run !== null).toSorted(newestRun)[0]
  return {
    file: 'done',
    redact: isRedacted ? 'done' : redacting?.state === 'running' ? 'running' : 'optional',
    words: isComplete(words) ? 'done' : 'open',
    check,
    upload: sent === null || isDeleted || isOther ? (isComplete(words) && check === 'done' ? 'open' : 'later') : sent,
    show: video === null ? 'later' : last === undefined ? 'optional' : OF_RUN[last.state],
  }
}

const newestRun = (a: ToolRun, b: ToolRun): number => b.started_at.localeCompare(a.started_at)

const isComplete = ({ title, category_id, made_for_kids }: VideoWords): boolean =>
  title.trim() !== '' && category_id !== '' && made_for_kids !== null
