import { AppError } from '../core/kernel/app-error.ts'

export interface HostRules {
  /** Lower-case host names without port; loopback names are always allowed. */
  readonly allowed: ReadonlySet<string>
}

export function hostRules(allowedHosts: readonly string[]): HostRules {
  return { allowed: new Set(['127.0.0.1', 'localhost', '[::1]', ...allowedHosts]) }
}

const nameOf = (authority: string): string => authority.replace(/:\d+$/, '').toLowerCase()

/**
 * Refuses a Host header that is not ours: a page of another site whose name was pointed at this machine (DNS rebinding) sends its
 * own name. Throws AppError `host_not_allowed`.
 */
export function checkHost(rules: HostRules, host: string | null): void {
  if (host === null || !rules.allowed.has(nameOf(host)))
    throw new AppError('host_not_allowed', `Host "${(host ?? '').slice(0, 100)}" is not one of this console's names.`)
}

/**
 * Refuses what a page of another site sends. A browser cannot forge Origin and Sec-Fetch-Site (Fetch standard, forbidden headers);
 * programs send neither. Throws AppError `origin_not_allowed`.
 */
export function checkOrigin(host: string | null, origin: string | null, fetchSite: string | null): void {
  const own = origin === null || origin === `http://${host}` || origin === `https://${host}`
  const site = fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none'
  if (!own || !site)
    throw new AppError(
      'origin_not_allowed',
      `A request from ${(origin ?? fetchSite ?? 'elsewhere').slice(0, 100)} is not taken.`,
    )
}

export const MAX_BODY_BYTES = 1024 * 1024

/** Throws AppError `unsupported_media_type` unless the body says that it is JSON. */
export function checkJson(contentType: string | null): void {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new AppError(
      'unsupported_media_type',
      `Content-Type "${(contentType ?? '').slice(0, 100)}" is not application/json.`,
    )
}

/** Headers of every answer. https://owasp.org/www-project-secure-headers/ */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** Policy of the console's own pages: scripts, styles and connections from its own origin alone. */
export const CONSOLE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  // Recordings kept as evidence: read and hashed by the page before they are played, or as they are played when they are too large.
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // The console has no workers: without this, script-src would let its own scripts become one, and stay.
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
