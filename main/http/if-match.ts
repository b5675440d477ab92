import { Sha256 } from '../../contract/ids.ts'
import { AppError } from '../core/kernel/app-error.ts'

/** What the caller saw: said in the body, or as If-Match; null when it was not said. Throws `validation_failed` when both differ. */
export function seenSha(inBody: Sha256 | undefined, header: string | null): Sha256 | null {
  const ifMatch = shaOfIfMatch(header)
  if (inBody !== undefined && ifMatch !== null && inBody !== ifMatch)
    throw new AppError('validation_failed', 'If-Match and base_sha name two different contents.')
  return inBody ?? ifMatch
}

/** The sha that an If-Match header names; null without one or for `*`, which names none. Throws `validation_failed` for anything but one strong ETag. */
function shaOfIfMatch(header: string | null): Sha256 | null {
  if (header === null || header.trim() === '*') return null
  const match = /^"([^"]*)"$/.exec(header.trim())
  const parsed = Sha256.safeParse(match?.[1])
  if (!parsed.success)
    throw new AppError('validation_failed', 'If-Match: give the one strong ETag with which the task was read.')
  return parsed.data
}
