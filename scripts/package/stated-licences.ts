/** Packages that state the MIT licence and come without its text, and whose they are by their package.json, README and repository. */
const HOLDERS: Readonly<Record<string, string>> = {
  '@hono/zod-openapi': 'Yusuke Wada and Hono contributors',
  '@hono/zod-validator': 'Yusuke Wada and Hono contributors',
  'lazy-val': 'Vladimir Krivosheev',
  'react-remove-scroll-bar': 'Anton Korzunov',
}

/** The text for a package that has none, with where it comes from; null for a package that is not known to be such. */
export function statedLicence(name: string, licence: string, mit: string): string | null {
  const holder = HOLDERS[name]
  if (holder === undefined || licence !== 'MIT') return null
  return `(It states the MIT licence and comes without its text, which is:)\n\nCopyright (c) ${holder}\n\n${mit.trim()}`
}
