const HIDDEN = '[hidden]'
/** Shorter pieces occur by chance in everything. */
const SHORTEST = 6

/**
 * Takes known secrets out of a line, also as they are written in JSON, base64, an address or hexadecimal digits. A secret of several lines
 * is taken out line by line.
 */
export function createSecretRedactor(secrets: readonly string[]): (line: string) => string {
  const forms = new Set<string>()
  for (const secret of secrets) {
    for (const part of [secret, ...secret.split(/\r?\n/)]) {
      if (part.length < SHORTEST) continue
      const bytes = Buffer.from(part)
      const base64 = bytes.toString('base64').replace(/=+$/, '')
      forms.add(part).add(JSON.stringify(part).slice(1, -1)).add(encodeURIComponent(part))
      forms.add(base64).add(bytes.toString('base64url')).add(bytes.toString('hex'))
    }
  }
  // The longest first, so that nothing of one is left because another is a part of it.
  const ordered = [...forms].toSorted((a, b) => b.length - a.length)
  return (line) => ordered.reduce((text, form) => text.replaceAll(form, HIDDEN), line)
}
