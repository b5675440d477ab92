import * as z from 'zod'
import { PackageId } from '../../contract/evidence.ts'
import { CorrelationId } from '../../contract/ids.ts'
import { AppError } from '../core/kernel/app-error.ts'

/** Which package of evidence the page means: ids that were checked, and no path. */
export interface EvidenceAddress {
  readonly correlation_id: CorrelationId
  readonly package_id: PackageId
}

/**
 * With an ending like `.app`, macOS takes a folder for a program, and opening it would start it. No package made here has one: what may
 * follow a dot in them is half a sha256.
 * https://developer.apple.com/library/archive/documentation/CoreFoundation/Conceptual/CFBundles/AboutBundles/AboutBundles.html
 */
const LIKE_A_PROGRAM = /\.(?![0-9a-f]{32}$)[^.]*$/

const Ids = z.tuple([
  CorrelationId,
  PackageId.refine((id) => !LIKE_A_PROGRAM.test(id), 'has an ending, for which its folder may be taken for a program'),
])

/** Checks what the page sent. Throws AppError `validation_failed`. */
export function evidenceAddressOf(ids: readonly unknown[]): EvidenceAddress {
  const parsed = Ids.safeParse(ids)
  if (parsed.success) return { correlation_id: parsed.data[0], package_id: parsed.data[1] }
  const [issue] = parsed.error.issues
  const which = ['correlation_id', 'package_id'][Number(issue?.path[0] ?? 2)] ?? 'call'
  throw new AppError('validation_failed', `${which}: ${issue?.message ?? 'not valid'}`)
}
