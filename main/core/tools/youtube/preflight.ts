import * as z from 'zod'
import { type Tool, type ToolContext, ToolError } from '../tool.ts'
import { categoryProblem, descriptionProblem, tagsProblem, titleProblem } from './metadata-rules.ts'
import { checkVideo } from './upload.ts'
import { PreflightArgs, UPLOAD_EXAMPLE } from './upload-args.ts'
import { unitsTaken, type YoutubeParts } from './youtube-parts.ts'

const Check = z.strictObject({
  check: z.enum([
    'account',
    'quota',
    'project',
    'artifact',
    'privacy',
    'title',
    'description',
    'category',
    'tags',
    'made_for_kids',
  ]),
  state: z.enum(['ok', 'warn', 'fail']),
  detail: z.string().max(1000),
})
type Check = z.infer<typeof Check>

const Result = z.strictObject({
  ready: z.boolean().meta({ description: 'whether nothing stands in the way' }),
  checks: z.array(Check),
})
type Result = z.infer<typeof Result>

/** Everything that can be known of an upload before anybody is asked to countersign it. */
export function createPreflight(parts: YoutubeParts): Tool<PreflightArgs, Result> {
  return {
    name: 'youtube.preflight',
    title: 'Check an upload to YouTube',
    description:
      'Checks account, quota, file and words of an upload that is intended. It uploads nothing; it asks YouTube for the channel.',
    side_effect_level: 'read_only',
    args: PreflightArgs,
    example: UPLOAD_EXAMPLE,
    result: Result,
    timeout_ms: 120_000,
    grace_ms: 0,
    room: 'unasked',
    status: parts.status,
    summary: ({ title }) => `Check the upload of "${title}" to YouTube`,
    run: async (args, context) => {
      const checks: Check[] = [
        await accountCheck(parts, context),
        quotaCheck(parts, context),
        {
          ...{ check: 'project', state: 'warn' },
          detail:
            'A Google project that was made after 28 July 2020 and that Google has not audited keeps its videos private for good; whether this one is audited, only Google knows.',
        },
        await artifactCheck(args, context),
        { check: 'privacy', state: 'ok', detail: 'It is uploaded private; to show it takes another approval.' },
        ...wordChecks(args),
      ]
      return { result: { ready: checks.every(({ state }) => state !== 'fail'), checks }, artifacts: [] }
    },
  }
}

/** What YouTube takes of the words. Pure: `made_for_kids` must be said, for nobody else can say it. */
export function wordChecks(args: Omit<PreflightArgs, 'artifact_sha256'>): Check[] {
  const { title, description, category_id, tags, made_for_kids } = args
  const judge = (check: Check['check'], problem: string | null, good: string): Check => ({
    ...{ check, state: problem === null ? 'ok' : 'fail', detail: problem ?? good },
  })
  return [
    judge('title', titleProblem(title), `${title.length} of 100 characters`),
    judge('description', descriptionProblem(description), `${Buffer.byteLength(description)} of 5000 bytes`),
    judge('category', categoryProblem(category_id), `the category ${category_id}`),
    judge('tags', tagsProblem(tags ?? []), `${(tags ?? []).length} tags`),
    judge(
      'made_for_kids',
      made_for_kids === undefined ? 'it is not said whether the video is made for children' : null,
      made_for_kids === true ? 'it is made for children' : 'it is not made for children',
    ),
  ]
}

async function accountCheck({ api }: YoutubeParts, { signal }: ToolContext): Promise<Check> {
  try {
    const { title } = await api.channel(signal)
    return { check: 'account', state: 'ok', detail: `The channel is ${title}.` }
  } catch (error) {
    return failedCheck('account', signal, error)
  }
}

function quotaCheck(parts: YoutubeParts, { call_id }: ToolContext): Check {
  const { daily_units, upload_units } = parts.limits()
  const taken = unitsTaken(parts, call_id)
  const detail = `${taken} of ${daily_units} units are used since midnight Pacific time, by this console; an upload takes ${upload_units}.`
  const left = daily_units - taken - upload_units
  return { check: 'quota', state: left < 0 ? 'fail' : left < upload_units ? 'warn' : 'ok', detail }
}

async function artifactCheck({ artifact_sha256 }: PreflightArgs, context: ToolContext): Promise<Check> {
  try {
    const { artifact } = await context.artifact(artifact_sha256)
    checkVideo(artifact)
    const { path, bytes, media_type, partial, trust } = artifact
    const doubts = [
      ...(partial === true ? ['it was cut short by a failure'] : []),
      ...(trust === undefined ? [] : ['somebody else made it, and nobody here has checked it']),
    ]
    const detail = [`${path}, ${media_type}, ${bytes} bytes`, ...doubts].join('; ')
    return { check: 'artifact', state: doubts.length > 0 ? 'warn' : 'ok', detail }
  } catch (error) {
    return failedCheck('artifact', context.signal, error)
  }
}

/** A failure that the tools foresee is an answer here. */
function failedCheck(check: Check['check'], signal: AbortSignal, error: unknown): Check {
  if (signal.aborted || !(error instanceof ToolError)) throw error
  return { check, state: 'fail', detail: `${error.message} ${error.remediation_hint}`.slice(0, 1000) }
}
