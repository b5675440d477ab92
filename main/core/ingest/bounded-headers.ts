/** Headers that fit into a given room. */
export interface BoundedHeaders {
  readonly headers: Readonly<Record<string, string>>
  /** How many were left out for that. */
  readonly dropped: number
}

/** Leaves out the longest headers until the rest has at most `maxBytes` as JSON. */
export function boundHeaders(headers: Readonly<Record<string, string>>, maxBytes: number): BoundedHeaders {
  if (sizeOf(headers) <= maxBytes) return { headers, dropped: 0 }
  const sizes = Object.entries(headers).map((entry) => ({ entry, size: sizeOf(Object.fromEntries([entry])) }))
  const longest = sizes.toSorted((a, b) => b.size - a.size)
  const dropped = new Set<(typeof sizes)[number]>()
  for (const each of longest) {
    dropped.add(each)
    const rest = Object.fromEntries(sizes.filter((one) => !dropped.has(one)).map(({ entry }) => entry))
    if (sizeOf(rest) <= maxBytes) return { headers: rest, dropped: dropped.size }
  }
  return { headers: {}, dropped: sizes.length }
}

const sizeOf = (headers: Readonly<Record<string, string>>): number => Buffer.byteLength(JSON.stringify(headers))
