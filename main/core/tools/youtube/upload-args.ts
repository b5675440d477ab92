import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import { categoryProblem, descriptionProblem, MAX_TITLE, tagsProblem, titleProblem } from './metadata-rules.ts'

function refusing<T>(problemOf: (value: T) => string | null) {
  return (value: T, context: z.RefinementCtx<T>): void => {
    const problem = problemOf(value)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  }
}

/** What is countersigned: the file by its bytes, and every word that goes with it. It is always uploaded private. */
export const UploadArgs = z.strictObject({
  artifact_sha256: Sha256.meta({ description: 'a video among the evidence of this task' }),
  title: z.string().min(1).max(MAX_TITLE).superRefine(refusing(titleProblem)),
  description: z
    .string()
    .superRefine(refusing(descriptionProblem))
    .meta({ description: 'at most 5000 bytes of UTF-8, without < and >' }),
  category_id: z
    .string()
    .superRefine(refusing(categoryProblem))
    .meta({ description: 'number of a category, like 22 (People & Blogs) or 28 (Science & Technology)' }),
  made_for_kids: z.boolean().meta({ description: 'whether it is made for children, as the law asks (COPPA)' }),
  tags: z.array(z.string().max(500)).max(100).superRefine(refusing(tagsProblem)).exactOptional(),
})
export type UploadArgs = z.infer<typeof UploadArgs>

/** The same before anybody has looked at it: what is missing or too long is an answer, not a refusal. */
export const PreflightArgs = z.strictObject({
  artifact_sha256: Sha256,
  title: z.string().max(5000),
  description: z.string().max(20_000),
  category_id: z.string().max(100),
  made_for_kids: z.boolean().exactOptional(),
  tags: z.array(z.string().max(500)).max(500).exactOptional(),
})
export type PreflightArgs = z.infer<typeof PreflightArgs>

/** As YouTube writes them. Nothing else may get into an address. */
export const VideoId = z.string().regex(/^[A-Za-z0-9_-]{6,20}$/, 'a video id is 6 to 20 of A-Z, a-z, 0-9, - and _')

export const CallId = z.string().regex(/^call-[0-9a-f]{16}$/, 'the call_id of the upload, like call-0123456789abcdef')

export const UploadResult = z.strictObject({
  video_id: VideoId,
  link: z.string(),
  privacy: z.literal('private'),
  uploaded_bytes: z.int().positive(),
  sha256: Sha256,
  resumed_times: z.int().min(0),
})
export type UploadResult = z.infer<typeof UploadResult>

export const UPLOAD_EXAMPLE: UploadArgs = {
  artifact_sha256: Sha256.parse('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
  title: 'Release 1.0 in two minutes',
  description: 'What is new.',
  category_id: '28',
  made_for_kids: false,
}

export const linkOf = (videoId: string): string => `https://youtu.be/${videoId}`
