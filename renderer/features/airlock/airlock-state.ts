import * as z from 'zod'
import type { ToolCallState, ToolRun } from '../../../contract/tool.ts'
import { argsOf } from '../tools/run-args.ts'
import { type LeftFile, type PublishedVideo, videoLeftBy } from './published-video.ts'

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

/** Where one file stands on its way to YouTube, read out of the calls of its task alone: the same after a reload. */
export interface AirlockState {
  /** Of the newest attempt or check, to begin with; null when there was none. */
  readonly words: VideoWords | null
  readonly redacting: ToolRun | null
  readonly preflight: Preflight | null
  /** The newest attempt, whatever came of it. */
  readonly upload: Upload | null
  /** What was sent with the file, while that is on its way or there. */
  readonly sent: VideoWords | null
  /** All that uploads of this file left, the newest first. */
  readonly videos: readonly PublishedVideo[]
}

const Words = z.object({
  artifact_sha256: z.string(),
  title: z.string(),
  description: z.string(),
  category_id: z.string(),
  made_for_kids: z.boolean().nullable().catch(null),
  tags: z.array(z.string()).catch([]),
})
const Checks = z.object({
  checks: z.array(z.object({ check: z.string(), state: z.enum(['ok', 'warn', 'fail']), detail: z.string() })),
})

/** `runs`: of the task, newest first. `left`: files of evidence with a link, by the package that they are in. */
export function airlockState(runs: readonly ToolRun[], sha256: string, left: readonly LeftFile[]): AirlockState {
  const about = (tool: string) =>
    runs.filter((run) => run.tool === tool && argsOf(run)['artifact_sha256'] === sha256).map(withWords)
  const [checked] = about('youtube.preflight')
  const uploads = about('youtube.upload')
  const [last] = uploads
  const upload = last?.words == null ? null : { run: last.run, words: last.words }
  const preflight =
    checked?.words == null ? null : { run: checked.run, words: checked.words, checks: checksOf(checked.run) }
  const videos = uploads.flatMap(({ run }) => videoLeftBy(run, runs, left) ?? [])
  const newest = [upload, preflight].filter((each) => each !== null).toSorted(newestFirst)[0]
  const isSent = upload !== null && ['running', 'done'].includes(upload.run.state) && !isDeleted(videos, upload)
  return {
    words: newest?.words ?? null,
    redacting: runs.find((run) => run.tool === 'screen.redact' && argsOf(run)['artifact_sha256'] === sha256) ?? null,
    ...{ preflight, upload, videos },
    sent: isSent ? upload.words : null,
  }
}

/** Whether what the attempt left was deleted since. */
export const isDeleted = (videos: readonly PublishedVideo[], { run }: Upload): boolean =>
  videos.some(({ upload, privacy }) => upload.call_id === run.call_id && privacy === 'deleted')

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
  { redacting, preflight, upload, sent, videos }: AirlockState,
  words: VideoWords,
  isRedacted: boolean,
): Readonly<Record<StepName, StepState>> {
  const isChecked = preflight !== null && sameWords(preflight.words, words)
  const check: StepState = !isChecked
    ? sent === null
      ? 'open'
      : 'optional'
    : preflight.checks?.some(({ state }) => state === 'fail') === true
      ? 'failed'
      : OF_RUN[preflight.run.state]
  const uploaded = upload === null || isDeleted(videos, upload) ? null : OF_RUN[upload.run.state]
  // What waits is bound to the words that it was asked for.
  const isOther = uploaded === 'waits' && upload !== null && !sameWords(upload.words, words)
  return {
    file: 'done',
    redact: isRedacted ? 'done' : redacting?.state === 'running' ? 'running' : 'optional',
    words: isComplete(words) ? 'done' : 'open',
    check,
    upload: uploaded === null || isOther ? (isComplete(words) && check === 'done' ? 'open' : 'later') : uploaded,
    show: showing(videos),
  }
}

/** What is to be minded of several videos comes first. */
const GRAVEST: readonly StepState[] = ['running', 'failed', 'unknown', 'waits', 'optional', 'done']

function showing(videos: readonly PublishedVideo[]): StepState {
  const states = videos.map(({ change, privacy }): StepState => {
    if (change === null) return privacy === 'unknown' ? 'unknown' : 'optional'
    return OF_RUN[change.state]
  })
  return GRAVEST.find((each) => states.includes(each)) ?? 'later'
}

const isComplete = ({ title, category_id, made_for_kids }: VideoWords): boolean =>
  title.trim() !== '' && category_id !== '' && made_for_kids !== null
