import { AppError } from '../../core/kernel/app-error.ts'

/** `github_unavailable` without a cause: what the runtime says of a failed request may hold the token. */
export function unavailable(detail: string): AppError {
  return new AppError('github_unavailable', detail)
}

/** What an answer that is no success means, and what to do. https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function refusalOf({ status, headers }: Pick<Response, 'status' | 'headers'>): AppError {
  const limit = status === 403 || status === 429 ? limitWords(status, headers) : null
  if (limit !== null) return unavailable(`GitHub answered ${status}: ${limit}.`)
  return unavailable(`GitHub answered ${status}: ${wordsOf(status)}.`)
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function limitWords(status: number, headers: Headers): string | null {
  const seconds = headers.get('retry-after') ?? ''
  if (/^\d{1,6}$/.test(seconds)) return `too many requests; try again in ${seconds} s`
  const reset = headers.get('x-ratelimit-reset') ?? ''
  if (headers.get('x-ratelimit-remaining') === '0' && /^\d{1,11}$/.test(reset))
    return `the rate limit is used up; try again after ${new Date(Number(reset) * 1000).toISOString()}`
  return status === 429 ? 'too many requests; try again in a minute' : null
}

function wordsOf(status: number): string {
  if (status === 401) return 'GITHUB_TOKEN is not valid or has expired; set a new one'
  if (status === 403)
    return 'GITHUB_TOKEN may not read this hook; it needs read access to webhooks (classic: admin:repo_hook or admin:org_hook)'
  if (status === 404) return 'there is no such hook, or GITHUB_TOKEN may not see it; check GITHUB_HOOKS and the token'
  if (status >= 300 && status < 400) return 'the repository has moved; write its present name in GITHUB_HOOKS'
  if (status >= 500) return 'GitHub is in trouble; try again later'
  return 'that was not expected; check GITHUB_API_URL and GITHUB_HOOKS'
}

/** What went wrong before there was an answer, by its name alone. */
export function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error
  const { name, cause } = error instanceof Error ? error : { name: '', cause: null }
  if (name === 'TimeoutError' || name === 'AbortError') return unavailable('GitHub did not answer in time.')
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined
  const known = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : ''
  return unavailable(`GitHub cannot be reached${known}; check the connection and GITHUB_API_URL.`)
}
