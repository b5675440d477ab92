import type { DesktopReply } from '../../contract/desktop-door.ts'
import type { Problem } from '../../contract/problem.ts'

/** Done, and there is nothing to say. */
export const NOTHING: DesktopReply = { status: 204, headers: {}, body: '' }

/** What the page may read of a reply's headers. `set-cookie` is not among them: a session cookie is no business of a script. */
const SHOWN_HEADERS = ['content-type', 'etag', 'allow', 'last-modified', 'content-range', 'accept-ranges']

/** What the page reads as text. Everything else, files of evidence too, crosses in base64 so that no byte of it is lost. */
const TEXT = /json|yaml/

export async function desktopReplyOf(response: Response): Promise<DesktopReply> {
  const headers: Record<string, string> = {}
  for (const name of SHOWN_HEADERS) {
    const value = response.headers.get(name)
    if (value !== null) headers[name] = value
  }
  const { status } = response
  if (response.body === null || TEXT.test(headers['content-type'] ?? 'json'))
    return { status, headers, body: await response.text() }
  const body = Buffer.from(await response.arrayBuffer()).toString('base64')
  // RFC 2045, 6.
  return { status, headers: { ...headers, 'content-transfer-encoding': 'base64' }, body }
}

export function desktopProblem(problem: Problem): DesktopReply {
  const headers = { 'content-type': 'application/problem+json; charset=utf-8' }
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}
