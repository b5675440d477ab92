import { parseArgs } from 'node:util'
import { LOOK_NAMES, type Look } from './looks.ts'
import { SHOWN_PAGES, type ShownPage } from './pages.ts'

export const USAGE = `npm run screenshots [-- --only PAGE,PAGE] [--looks ${LOOK_NAMES.join(',')}]

Pages: ${SHOWN_PAGES.map(({ name }) => name).join(', ')}`

export interface ScreenshotOptions {
  readonly pages: readonly ShownPage[]
  readonly looks: readonly Look[]
}

/** Throws an Error that says what is wrong with the arguments. */
export function parseOptions(args: readonly string[]): ScreenshotOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args: [...args], options: { only: text, looks: text } })
  const names = SHOWN_PAGES.map(({ name }) => name)
  const only = listed('--only', values.only, names)
  return {
    pages: SHOWN_PAGES.filter(({ name }) => only.includes(name)),
    looks: listed('--looks', values.looks, LOOK_NAMES),
  }
}

function listed<T extends string>(flag: string, given: string | undefined, all: readonly T[]): readonly T[] {
  const wanted = given?.split(',') ?? [...all]
  const unknown = wanted.filter((name) => !all.some((each) => each === name))
  if (unknown.length > 0) throw new Error(`${flag} ${unknown.join(',')}: there are ${all.join(', ')}`)
  return all.filter((each) => wanted.includes(each))
}
