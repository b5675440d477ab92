import * as z from 'zod'
import type { Approval } from '../../../contract/approval.ts'
import { JsonObject } from '../../../contract/json-object.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'
import { parsed } from '../../client/failure.ts'

/** What the subject of an approval says, read from its bytes alone. */
export const Subject = z.strictObject({
  tool: z.string(),
  args: JsonObject,
  side_effect_level: SideEffectLevel,
  task_id: z.string(),
  correlation_id: z.string(),
})
export type Subject = z.infer<typeof Subject>

/**
 * `fits`: the shown bytes have the sha256 that a decision is bound to, and say what the rest of the page says. `differs`: they do not;
 * nothing may be decided. `unchecked`: the browser hashes nothing here.
 */
export type SubjectCheck =
  | { readonly state: 'fits'; readonly sha256: string; readonly subject: Subject }
  | { readonly state: 'differs'; readonly sha256: string; readonly problems: readonly string[] }
  | { readonly state: 'unchecked' }

/** Hashes `shown` with WebCrypto and holds everything that the approval says beside it against it. */
export async function checkSubject(approval: Approval, shown: string): Promise<SubjectCheck> {
  if (!globalThis.isSecureContext) return { state: 'unchecked' }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shown)))
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const value = parsed(shown)
  const subject = Subject.safeParse(value)
  const problems = [
    ...(sha256 === approval.subject_sha256 ? [] : ['The shown bytes do not have the sha256 that the approval names.']),
    ...(canonical(value) === shown
      ? []
      : ['The shown bytes are not canonical JSON: a member may be there twice, or hidden by its order.']),
    ...(subject.success ? disagreements(approval, subject.data) : ['The shown bytes are not a tool call.']),
  ]
  return subject.success && problems.length === 0
    ? { state: 'fits', sha256, subject: subject.data }
    : { state: 'differs', sha256, problems }
}

function disagreements(approval: Approval, subject: Subject): string[] {
  return (['tool', 'side_effect_level', 'task_id', 'correlation_id'] as const)
    .filter((name) => approval[name] !== subject[name])
    .map((name) => `The approval says ${name} ${approval[name]}, its bytes say ${subject[name]}.`)
}

/** Canonical JSON (RFC 8785) of a parsed value; undefined for what is not JSON. */
export function canonical(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
