/**
 * A tool that passes or fails as a whole, or test suites (folders of tests/) that run together. `waits`: it waits for other processes
 * most of its time, so that two of the kind run side by side.
 */
export type Step =
  | { kind: 'tool'; name: string; title: string; waits: false; args: string[] }
  | { kind: 'suites'; name: string; title: string; waits: boolean; suites: string[]; coverage: boolean }

const TOOLS: Step[] = [
  {
    kind: 'tool',
    name: 'lint',
    title: 'biome, lint and format',
    waits: false,
    args: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  },
  { kind: 'tool', name: 'types', title: 'tsc over every room', waits: false, args: ['typescript/bin/tsc', '-b'] },
  {
    ...{ kind: 'tool', name: 'unused', title: 'knip: files, exports, dependencies', waits: false },
    args: ['knip/bin/knip.js'],
  },
]

/** These three run together, because coverage is counted over all of them; the thresholds are in vitest.config.ts. */
const COVERED = ['unit', 'adapters', 'http']

const TITLES: Readonly<Record<string, string>> = {
  arch: 'rules of the house, read from the source',
  unit: 'rules without input or output',
  adapters: 'files, database, secrets',
  http: 'the app through its door',
  crash: 'kill -9 and what is left',
  e2e: 'the console in a browser',
  desktop: 'the desktop app, in Electron or its stand-in',
  tools: 'tools against the real programs: OBS Studio, an X display, ffmpeg',
  agents: 'a real Codex against a scripted model',
  openclaw: 'a real OpenClaw against a scripted model',
}

/** What runs only when it is named: it takes minutes, and a program of 650 MB. */
export const ON_DEMAND: readonly string[] = ['openclaw']

export const STEP_NAMES: readonly string[] = [...TOOLS.map((tool) => tool.name), ...Object.keys(TITLES)]

/** The steps for the names asked for, always in the same order. Coverage is enforced only when all of it is measured. */
export function chooseSteps(names: readonly string[]): Step[] {
  const asked = (name: string) => names.includes(name)
  const suites = (group: string[], coverage: boolean, waits = false): Step[] => {
    const chosen = group.filter(asked)
    const title = chosen.map((name) => TITLES[name] ?? '').join('; ')
    return chosen.length === 0
      ? []
      : [{ kind: 'suites', name: chosen.join('+'), title, waits, suites: chosen, coverage }]
  }
  return [
    ...TOOLS.filter((tool) => asked(tool.name)),
    ...suites(['arch'], false),
    ...suites(COVERED, COVERED.every(asked)),
    ...['e2e', 'crash', 'tools', 'desktop', 'agents', 'openclaw'].flatMap((name) => suites([name], false, true)),
  ]
}
