import { type KeyObject, sign, verify } from 'node:crypto'
import { SignedHead } from '../../../contract/audit-event.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'

/** What is known about the head that was found: it can be believed, or not, and why. */
export type HeadVerdict =
  | { readonly state: 'absent' }
  | { readonly state: 'untrusted'; readonly reason: string }
  | { readonly state: 'trusted'; readonly head: SignedHead }

export type HeadStatement = Omit<SignedHead, 'signature'>

/** Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of the statement. */
export function signHead(statement: HeadStatement, privateKey: KeyObject): SignedHead {
  const signature = sign(null, Buffer.from(canonicalJson(statement)), privateKey).toString('base64url')
  return { ...statement, signature }
}

/** Judges the text of `head.json`; null when there is no such file. */
export function judgeHead(text: string | null, publicKey: KeyObject, keyId: string): HeadVerdict {
  if (text === null) return { state: 'absent' }
  const parsed = SignedHead.safeParse(parsedJson(text))
  if (!parsed.success) return { state: 'untrusted', reason: 'it is not a signed head' }
  const { signature, ...statement } = parsed.data
  if (statement.key_id !== keyId) {
    return {
      state: 'untrusted',
      reason: `it was signed with another key (${shown(statement.key_id)} instead of ${keyId})`,
    }
  }
  const bytes = Buffer.from(signature, 'base64url')
  // Base64url leaves bits unused; only the one spelling that we write is taken.
  const spelledAsOurs = bytes.toString('base64url') === signature
  if (!spelledAsOurs || !verify(null, Buffer.from(canonicalJson(statement)), publicKey, bytes)) {
    return { state: 'untrusted', reason: 'its signature does not fit its content' }
  }
  return { state: 'trusted', head: parsed.data }
}

const MAX_SHOWN = 64

/** What someone else wrote, as a terminal can be trusted with it. */
function shown(text: string): string {
  return text.slice(0, MAX_SHOWN).replaceAll(/[^ -~]/g, '?')
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
