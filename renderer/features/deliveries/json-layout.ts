/**
 * JSON over several lines, with every token as it came: numbers, escapes and repeated names are not read and written again, which would
 * change them. `null` when the text is not JSON.
 */
export function jsonLayout(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  let depth = 0
  // Strings whole, numbers and words whole, brackets, commas and colons one by one; space between them is left out.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  const line = () => `\n${'  '.repeat(depth)}`
  const parts: string[] = []
  for (const [place, token] of tokens.entries()) {
    const next = tokens[place + 1]
    if (token === '{' || token === '[') {
      parts.push(token)
      if (next === '}' || next === ']') continue
      depth += 1
      parts.push(line())
    } else if (token === '}' || token === ']') {
      const opening = tokens[place - 1]
      if (opening !== '{' && opening !== '[') {
        depth -= 1
        parts.push(line())
      }
      parts.push(token)
    } else if (token === ',') parts.push(token, line())
    else if (token === ':') parts.push(': ')
    else parts.push(token)
  }
  return parts.join('')
}
