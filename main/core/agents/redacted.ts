/** A value of JSON with `redact` applied to every text in it. No text becomes longer than it was: whoever limits it need not look again. */
export function redacted<T>(value: T, redact: (text: string) => string): T {
  return walk(value, (text) => redact(text).slice(0, text.length)) as T
}

function walk(value: unknown, shortened: (text: string) => string): unknown {
  if (typeof value === 'string') return shortened(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, shortened))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [shortened(name), walk(item, shortened)]))
}
