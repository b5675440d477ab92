import type { Artifact } from '../../contract/evidence.ts'
import { RequestFailed } from './failure.ts'

/**
 * Hashes what arrived and compares it with what was recorded: nothing on the way may have changed it. Rejects with RequestFailed
 * `evidence_altered`, or `evidence_unchecked` where the browser has no hash function (a page that came over plain HTTP from another machine).
 */
export async function checkFile(artifact: Artifact, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!globalThis.isSecureContext)
    throw refusal(
      'evidence_unchecked',
      'The file cannot be checked here',
      'This page came over plain HTTP from another machine, where the browser hashes nothing.',
      'Open the console at its loopback address or over HTTPS.',
    )
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (sha256 === artifact.sha256) return
  throw refusal(
    'evidence_altered',
    'The evidence is not what was recorded',
    `What arrived has the sha256 ${sha256}.`,
    'Do not trust it. Read the evidence again; if it stays so, restore the file from a backup.',
  )
}

function refusal(code: string, title: string, detail: string, hint: string): RequestFailed {
  return new RequestFailed({
    status: null,
    title,
    detail,
    hint,
    code,
    correlation_id: null,
    current_sha: null,
    member: null,
  })
}
