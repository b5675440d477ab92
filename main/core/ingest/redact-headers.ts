/** Headers as Node gives them: lower-case names. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export const REDACTED = '(redacted)'

const MAX_HEADERS = 50
const MAX_CHARACTERS = 500

/** Names whose value proves something, or might. */
const TELLING = /authorization|cookie|token|secret|signature|key|password|credential|jwt|assertion/i

/** The secret of POST /webhooks/xcode/{secret}: proxies copy the path into headers such as X-Original-URL. */
const SECRET_PATH = /\/webhooks\/xcode\/|%2fwebhooks%2fxcode%2f/i

/** What may be kept and shown of a delivery's headers: no secrets, at most 50 of them with 500 characters each. */
export function redactHeaders(headers: IncomingHeaders): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === '__proto__') continue
    if (kept.length === MAX_HEADERS) break
    const text = typeof value === 'string' ? value : value.join(', ')
    const telling = TELLING.test(name) || SECRET_PATH.test(text)
    kept.push([name.slice(0, MAX_CHARACTERS), telling ? REDACTED : text.slice(0, MAX_CHARACTERS)])
  }
  return Object.fromEntries(kept)
}
