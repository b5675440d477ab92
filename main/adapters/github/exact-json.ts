/** https://tc39.es/proposal-json-parse-with-source/ – in the runtime since V8 11.4, not yet in the library types. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): { readonly rawJSON: string }
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}

const json = JSON as unknown as JsonWithSource

/**
 * Parses JSON so that `JSON.stringify` writes every number back as it was: what a JavaScript number does not hold exactly stays text.
 * GitHub numbers deliveries with 64 bits (https://github.com/octokit/request.js/issues/797). Throws SyntaxError.
 */
export function parseExactJson(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
  )
}

/** The digits of a positive whole number parsed by `parseExactJson`; null when it is none. */
export function digitsOf(value: unknown): string | null {
  const text = json.isRawJSON(value) ? value.rawJSON : typeof value === 'number' ? String(value) : ''
  return /^[1-9]\d{0,18}$/.test(text) ? text : null
}
