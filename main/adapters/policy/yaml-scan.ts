import { CST, Lexer, Parser } from 'yaml'

/** Deepest nesting, in tokens that are open at once; a policy needs about ten. */
const MAX_DEPTH = 40
/** Most entries of one list or mapping; a policy has at most 500 rules. */
const MAX_ENTRIES = 1000
/** Most lexemes: 500 rules of a hundred each. */
const MAX_LEXEMES = 50_000

/** Kinds of lexemes by which a text can say something else than what a person reads in it. */
const NOT_TAKEN: Readonly<Partial<Record<CST.TokenType, string>>> = {
  anchor: 'anchors are not taken',
  alias: 'aliases are not taken',
  tag: 'tags are not taken',
  'directive-line': 'directives are not taken',
}

export interface ScanProblem {
  readonly what: string
  /** In characters from the beginning of the text. */
  readonly offset: number
}

/**
 * Looks a text through before a document is composed of it: composing takes stack for each level (an exhausted one can end the process),
 * and time that grows with the square of the entries of a mapping. The lexer and the parser alone take neither.
 */
export function scanYaml(text: string): ScanProblem | null {
  const parser = new Parser()
  let count = 0
  let isContent = false
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser
    const problem = (what: string): ScanProblem => ({ what, offset })
    const kind = isContent ? null : CST.tokenType(lexeme)
    const refused = kind === null ? undefined : NOT_TAKEN[kind]
    if (refused !== undefined) return problem(refused)
    // The lexeme after this one is the text of a scalar, whatever it begins with.
    isContent = lexeme === CST.SCALAR
    for (const token of parser.next(lexeme)) if (token.type === 'error') return problem(token.message)
    count += 1
    if (count > MAX_LEXEMES) return problem(`more than ${MAX_LEXEMES} parts`)
    if (parser.stack.length > MAX_DEPTH) return problem(`nested more than ${MAX_DEPTH} deep`)
    const open = parser.stack.at(-1)
    if (open !== undefined && 'items' in open && open.items.length > MAX_ENTRIES)
      return problem(`more than ${MAX_ENTRIES} entries in one place`)
  }
  return null
}
