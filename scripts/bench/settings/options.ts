import { parseArgs } from 'node:util'

export const SECTIONS = ['list', 'detail', '304', 'approve', 'sse', 'start', 'mix', 'flood', 'audit'] as const
export type Section = (typeof SECTIONS)[number]

export interface BenchOptions {
  readonly sections: readonly Section[]
  /** Fewer and shorter rounds, no 100,000 tasks and no 5,000 clients. */
  readonly quick: boolean
  /** The figures as JSON on stdout instead of the table. */
  readonly json: boolean
  /** Folder for processor profiles of the service, or null. Profiling slows the service down. */
  readonly profiles: string | null
}

export const USAGE = `npm run bench -- [--only ${SECTIONS.join(',')}] [--quick] [--json] [--profile FOLDER]`

/** Throws an Error that says what is wrong with the arguments. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  })
  const named = values.only?.split(',') ?? [...SECTIONS]
  const unknown = named.filter((name) => !SECTIONS.some((section) => section === name))
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: the sections are ${SECTIONS.join(', ')}`)
  return {
    sections: SECTIONS.filter((section) => named.includes(section)),
    quick: values.quick,
    json: values.json,
    profiles: values.profile ?? null,
  }
}
