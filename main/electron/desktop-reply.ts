import type { Problem } from '../../contract/problem.ts'

/** A reply as a value: what structured clone carries to the page. Problems are replies too. */
export interface DesktopReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the page may read of a reply's headers. `set-cookie` is not among them: a session cookie is no business of a script. */
const SHOWN_HEADERS = ['content-type', 'etag', 'allow', 'last-modified']

export async function desktopReplyOf(response: Response): Promise<DesktopReply> {
  const headers: Record<string, string> = {}
  for (const name of SHOWN_HEADERS) {
    const value = response.headers.get(name)
    if (value !== null) headers[name] = value
  }
  return { status: response.status, headers, body: await response.text() }
}

export function desktopProblem(problem: Problem): DesktopReply {
  const headers = { 'content-type': 'application/problem+json; charset=utf-8' }
  return { status: problem.status, headers, body: JSON.stringify(problem) }
}
