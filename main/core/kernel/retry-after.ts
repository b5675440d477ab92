/** RFC 9110, 5.6.7: the preferred form of a date. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * What the header `Retry-After` (RFC 9110, 10.2.3) asks for, in milliseconds from `nowMs`; null when it says nothing that can be read, and for
 * a date when `nowMs` is NaN.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  const wait = at - nowMs
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}
