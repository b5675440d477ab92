/**
 * Canonical JSON (RFC 8785): no white space, members sorted by UTF-16 code units, numbers as ECMAScript prints them.
 * Members whose value JSON cannot carry are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  // Written out by hand: a JavaScript object would put names like "1" before all others.
  const object = value as Record<string, unknown>
  const members = Object.keys(object)
    .filter((name) => object[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name])}`)
  return `{${members.join(',')}}`
}
