import type { Terminal } from '../../main/cli/terminal.ts'

/** A terminal whose lines are kept, in front of a person, with nothing in its environment. */
export function capturedTerminal(): { readonly terminal: Terminal; readonly out: string[]; readonly err: string[] } {
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    bytes: null,
    input: async () => '',
    ask: null,
    env: {},
  }
  return { terminal, out, err }
}
