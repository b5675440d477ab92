/** One line of a hunk. Numbers count from 1; null on the side where the line is not. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'note'
  readonly before: number | null
  readonly after: number | null
  readonly text: string
}

export interface DiffHunk {
  readonly heading: string
  readonly lines: readonly DiffLine[]
}

export interface FileDiff {
  readonly path: string
  /** What git says of the file besides its lines: modes, binary. */
  readonly notes: readonly string[]
  readonly hunks: readonly DiffHunk[]
  readonly added: number
  readonly removed: number
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/

/**
 * Reads a unified diff as `git diff` writes it (git-diff(1), "Generating patch text with -p"), line by line. A patch that was cut off ends
 * where it ends; what is no diff gives no files.
 */
export function readDiff(patch: string): readonly FileDiff[] {
  const files: FileDiff[] = []
  let open: { path: string; notes: string[]; hunks: { heading: string; lines: DiffLine[] }[] } | null = null
  let left = { before: 0, after: 0 }
  let at = { before: 0, after: 0 }

  const close = () => {
    if (open === null) return
    const lines = open.hunks.flatMap((hunk) => hunk.lines)
    const of = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length
    files.push({ ...open, added: of('added'), removed: of('removed') })
  }

  for (const line of patch.split('\n')) {
    const hunk = open?.hunks.at(-1)
    // Inside a hunk nothing is a heading, whatever it looks like.
    if (hunk !== undefined && (left.before > 0 || left.after > 0 || line.startsWith('\\'))) {
      const read = hunkLine(line, at)
      if (read.before !== null) {
        left = { ...left, before: left.before - 1 }
        at = { ...at, before: at.before + 1 }
      }
      if (read.after !== null) {
        left = { ...left, after: left.after - 1 }
        at = { ...at, after: at.after + 1 }
      }
      hunk.lines.push(read)
      continue
    }
    if (line.startsWith('diff --git ')) {
      close()
      open = { path: pathOfHeading(line), notes: [], hunks: [] }
      continue
    }
    if (open === null) continue
    const range = HUNK.exec(line)
    if (range !== null) {
      left = { before: Number(range[2] ?? 1), after: Number(range[4] ?? 1) }
      at = { before: Number(range[1]), after: Number(range[3]) }
      open.hunks.push({ heading: line, lines: [] })
    } else if (line.startsWith('+++ ') || line.startsWith('--- ')) {
      const path = pathOfSide(line.slice(4))
      if (path !== null) open.path = path
    } else if (/^(new file|deleted file|old mode|new mode|Binary files|GIT binary)/.test(line)) open.notes.push(line)
  }
  close()
  return files
}

function hunkLine(line: string, { before, after }: { before: number; after: number }): DiffLine {
  const text = line.slice(1)
  if (line.startsWith('+')) return { kind: 'added', before: null, after, text }
  if (line.startsWith('-')) return { kind: 'removed', before, after: null, text }
  if (line.startsWith('\\')) return { kind: 'note', before: null, after: null, text: text.trim() }
  return { kind: 'same', before, after, text }
}

/** Null for /dev/null. */
function pathOfSide(side: string): string | null {
  const path = unquoted(side.replace(/\t.*$/, ''))
  return path === '/dev/null' ? null : path.replace(/^[ab]\//, '')
}

/** Of files without lines (binary, modes) the heading alone names the path: both halves are the same but for their letter. */
function pathOfHeading(line: string): string {
  const rest = line.slice('diff --git '.length)
  if (rest.endsWith('"')) return pathOfSide(rest.slice(rest.lastIndexOf(' "') + 1)) ?? rest
  const half = rest.slice(0, (rest.length - 1) / 2)
  return pathOfSide(half) ?? rest
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** A path with unusual characters is quoted as in C, its bytes in octal (git-config(1), core.quotePath). */
function unquoted(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const [part, escaped] of text.slice(1, -1).matchAll(/\\([0-7]{3}|.)|[^\\]+/gu)) {
    if (escaped === undefined) bytes.push(...encoder.encode(part))
    else if (/^[0-7]{3}$/.test(escaped)) bytes.push(Number.parseInt(escaped, 8) & 0xff)
    else bytes.push(...encoder.encode(ESCAPES[escaped] ?? escaped))
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
