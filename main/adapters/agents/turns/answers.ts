import * as z from 'zod'
import { JsonValue } from '../../../../contract/json-object.ts'
import type { AckEcho, Dispatch, WorkLogEntry } from '../../../../contract/protocol.ts'
import type { AnswerSchema } from './turn.ts'

// What structured outputs take of JSON Schema: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
const object = (properties: Readonly<Record<string, unknown>>): AnswerSchema => ({
  ...{ type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
})
const array = (items: unknown) => ({ type: 'array', items })
const text = { type: 'string' }
/** More names than this are not listed in a schema. */
const MOST_NAMES = 200
const oneOf = (names: readonly string[]) =>
  names.length === 0 || names.length > MOST_NAMES ? text : { type: 'string', enum: names }
const criteriaOf = ({ acceptance_criteria }: Dispatch): string[] =>
  acceptance_criteria.map(({ criterion_id }) => criterion_id)

const check = { anyOf: [object({ argv: array(text), timeout_seconds: { type: 'integer' } }), { type: 'null' }] }

export const ECHO_SCHEMA: AnswerSchema = object({
  acceptance_criteria: array(object({ criterion_id: text, text, check })),
  declared_scope: array(text),
})

export const workSchema = (dispatch: Dispatch): AnswerSchema =>
  object({
    summary: text,
    claims: array(
      object({ criterion_ref: oneOf(criteriaOf(dispatch)), met: { type: 'boolean' }, text, shown_by: array(text) }),
    ),
    files_changed: array(text),
  })

export const reviewSchema = (dispatch: Dispatch, log: readonly WorkLogEntry[]): AnswerSchema =>
  object({
    decision: { type: 'string', enum: ['approve', 'reject'] },
    comment: text,
    issues: array(
      object({
        criterion_ref: oneOf(criteriaOf(dispatch)),
        work_log_ref: oneOf(log.map(({ entry_id }) => entry_id)),
        text,
      }),
    ),
  })

const EchoAnswer = z.object({ acceptance_criteria: z.array(JsonValue), declared_scope: z.array(JsonValue) })

export const WorkAnswer = z.object({
  summary: z.string().default(''),
  claims: z
    .array(
      z.object({
        ...{ criterion_ref: z.string(), met: z.boolean(), text: z.string().default('') },
        shown_by: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  files_changed: z.array(z.string()).default([]),
})
export type WorkAnswer = z.infer<typeof WorkAnswer>

export const ReviewAnswer = z.object({
  decision: z.enum(['approve', 'reject']),
  comment: z.string().default(''),
  issues: z.array(z.object({ criterion_ref: z.string(), work_log_ref: z.string(), text: z.string() })).default([]),
})
export type ReviewAnswer = z.infer<typeof ReviewAnswer>

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** Of an answer: the JSON object in it, which some models put between words or code fences. */
export function readAnswer<T>(answer: string, shape: z.ZodType<T>): Read<T> {
  const from = answer.indexOf('{')
  const to = answer.lastIndexOf('}')
  if (from === -1 || to < from) return { ok: false, why: 'it holds no JSON object' }
  try {
    const read = shape.safeParse(JSON.parse(answer.slice(from, to + 1)))
    return read.success
      ? { ok: true, value: read.data }
      : { ok: false, why: z.prettifyError(read.error).slice(0, 1000) }
  } catch (error) {
    return { ok: false, why: `it is not JSON: ${(error as Error).message.slice(0, 200)}` }
  }
}

/** The echo as the model gave it, but that `check: null` stands for no check: the schema cannot leave a member out. */
export function readEcho(answer: string): Read<Omit<AckEcho, 'dispatch_id'>> {
  const read = readAnswer(answer, EchoAnswer)
  if (!read.ok) return read
  const withoutNull = (item: JsonValue): JsonValue => {
    if (item === null || typeof item !== 'object' || Array.isArray(item) || item['check'] !== null) return item
    const { check: _, ...rest } = item
    return rest
  }
  const { acceptance_criteria, declared_scope } = read.value
  return { ok: true, value: { acceptance_criteria: acceptance_criteria.map(withoutNull), declared_scope } }
}
