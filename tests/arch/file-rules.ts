const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
const SAYS_NOTHING = ['util', 'utils', 'helper', 'helpers', 'common', 'misc']
/** Whoever asks for these asks for them by these names. */
const NAMED_ELSEWHERE = ['scripts/validation/fake_executor.ts', 'scripts/validation/fake_reviewer.ts']
const LINES = 250
const PRELOAD_LINES = 60

/** Files that are counted in lines; the rest is data or pictures. */
const HAS_LINES = /\.(ts|tsx|mjs|css)$/

/** kebab-case, every folder and the file itself up to its endings, and named after something. */
export function wrongName(path: string): string[] {
  if (NAMED_ELSEWHERE.includes(path)) return []
  const words = path.split('/').map((part) => part.replace(/^\./, '').split('.')[0] ?? '')
  const wrong = words.filter((word) => !KEBAB.test(word) && word !== 'README')
  if (wrong.length > 0) return [`${path}: not kebab-case`]
  return words.some((word) => SAYS_NOTHING.includes(word)) ? [`${path}: the name says nothing of what is inside`] : []
}

/** Short enough to be read in one go. */
export function tooLong(path: string, text: string): string[] {
  if (!HAS_LINES.test(path)) return []
  const lines = text.trimEnd().split('\n').length
  const most = path === 'preload/index.ts' ? PRELOAD_LINES : LINES
  return lines > most ? [`${path}: ${lines} lines, ${most} at most`] : []
}
