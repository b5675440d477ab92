/** Headers as Node gives them: lower-case names. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export const REDACTED = '(redacted)'

const MAX_HEADERS = 50
const MAX_CHARACTERS = 500

/** Names whose value proves something, or might. */
const TELLING = /auth|cookie|token|secret|signature|key|pass|credential|jwt|assertion|access/i

/**
 * The secret of POST /webhooks/xcode/{secret}, which proxies copy into headers such as X-Original-URL, however it is spelled there; and
 * credentials under any name.
 */
const TELLING_VALUE = /\/xcode\/|\b(bearer|basic)\s/i

/** What may be kept and shown of a delivery's headers: no secrets, at most 50 of them with 500 characters each. */
export function redactHeaders(headers: IncomingHeaders): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === '__proto__') continue
    if (kept.length === MAX_HEADERS) break
    const text = typeof value === 'string' ? value : value.join(', ')
    const telling = TELLING.test(name) || TELLING_VALUE.test(text) || TELLING_VALUE.test(decoded(text))
    kept.push([name.slice(0, MAX_CHARACTERS), telling ? REDACTED : text.slice(0, MAX_CHARACTERS)])
  }
  return Object.fromEntries(kept)
}

/** Percent signs undone twice, as far as they can be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(text))
  } catch {
    return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}
