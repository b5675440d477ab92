/** What stands in the place of a secret. */
export const HIDDEN_SECRET = '[hidden]'

/**
 * Forms of secrets that people paste into requests. Each is linear to look for. Sources: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats,
 * https://core.telegram.org/bots/features#botfather, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md,
 * RFC 7519 (JSON Web Token), RFC 6750 (Bearer), RFC 7468 (PEM).
 */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [^-]{0,80}PRIVATE KEY-----.*/g,
  /\b(?:bearer|basic)\s+[^\s,;"']+/gi,
  /\d{6,12}:[A-Za-z0-9_-]{30,}/g,
  /(?:github_pat_|gh[a-z]_|glpat-|npm_|whsec_|xox[a-z]-)[A-Za-z0-9_+/=-]{8,}/g,
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}/g,
  /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /AIza[A-Za-z0-9_-]{30,}/g,
  /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g,
  // The password in an address, and what is named as a secret.
  /(?<=:\/\/)[^\s/@]+@/g,
  /(?<=(?:password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key)s?["']?\s{0,3}[=:]\s{0,3})[^\s,;]+/gi,
  // The path of the Xcode webhook is its secret.
  /(?<=\/xcode\/)[^\s/?#]+/gi,
]

/** Long runs of the letters of hexadecimal and base64 writing. */
const LONG_RUN = /[A-Za-z0-9+/_-]{32,}={0,2}/g

/** One line with everything that looks like a secret replaced. */
export function hideSecrets(line: string): string {
  const known = FORMS.reduce((text, form) => text.replaceAll(form, HIDDEN_SECRET), line)
  return known.replaceAll(LONG_RUN, (run) => (isDense(run) ? HIDDEN_SECRET : run))
}

/** Not words joined by dashes, underscores or slashes, as names of files and branches are. */
function isDense(run: string): boolean {
  if (/[A-Za-z0-9]{32}/.test(run)) return true
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)
}
