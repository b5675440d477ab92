import { parseExactJson } from './exact-json.ts'
import { failureOf, refusalOf, unavailable } from './github-refusal.ts'

export interface GithubSettings {
  readonly token: string
  /** Without a slash at its end: `https://api.github.com`. */
  readonly apiUrl: string
}

export interface GithubAnswer {
  /** Numbers are exact, see `parseExactJson`. */
  readonly body: unknown
  /** Address of the next page; null on the last. */
  readonly next: string | null
}

export interface GithubApi {
  /** `address`: a path, or a `next` address. Null for 404 when `orNull`. Throws AppError `github_unavailable`. */
  get(address: string, signal: AbortSignal, missing: 'null' | 'error'): Promise<GithubAnswer | null>
}

const CALL_MS = 10_000
const MAX_BYTES = 3 * 1024 * 1024
/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28'

/** One authenticated GET of GitHub's REST API: with a deadline, a size limit, and no further than the address it was given. */
export function createGithubApi({ token, apiUrl }: GithubSettings): GithubApi {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'countersign',
    'x-github-api-version': API_VERSION,
  }

  async function ask(address: string, signal: AbortSignal, missing: 'null' | 'error'): Promise<GithubAnswer | null> {
    const url = address.startsWith('/') ? `${apiUrl}${address}` : address
    // Redirects are not followed: the token goes to nobody else.
    const response = await fetch(url, { headers, signal, redirect: 'manual' })
    if (!response.ok) {
      await response.body?.cancel()
      if (response.status === 404 && missing === 'null') return null
      throw refusalOf(response)
    }
    const text = await textOf(response)
    return { body: parsed(text), next: nextOf(response.headers.get('link'), apiUrl) }
  }

  return {
    get: async (address, signal, missing) => {
      try {
        return await ask(address, AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]), missing)
      } catch (error) {
        throw failureOf(error)
      }
    },
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAX_BYTES) throw unavailable(`GitHub's answer is larger than ${MAX_BYTES / 1024 / 1024} MiB.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    throw unavailable('GitHub answered with something that is no JSON, or broke off; try again.')
  }
}

/** `Link: <…>; rel="next"` (RFC 8288), as https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api tells it. */
function nextOf(link: string | null, apiUrl: string): string | null {
  const next = /<([^<>]+)>\s*;[^,<]*\brel="?next"?/.exec(link ?? '')?.[1]
  if (next === undefined) return null
  if (!URL.canParse(next) || new URL(next).origin !== new URL(apiUrl).origin)
    throw unavailable("GitHub's next page lies elsewhere; it was not asked for.")
  return next
}
