import type { Command, CommandGroup } from './command.ts'
import { ranked } from './rank.ts'

/** A command that was used lately goes before one that fits as well. */
const USED_LATELY = 0.5

/**
 * What the list shows: with nothing typed, what was used lately and then everything by its group; otherwise what fits, best first, and
 * below it what was found. `recent` are ids, the newest first.
 */
export function groupsOf(
  typed: string,
  commands: readonly Command[],
  recent: readonly string[],
  found: readonly CommandGroup[],
): CommandGroup[] {
  if (typed.trim() !== '') {
    const fitting = ranked(typed, commands, ({ id }) => (recent.includes(id) ? USED_LATELY : 0))
    return [{ name: 'Commands', commands: fitting }, ...found].filter((group) => group.commands.length > 0)
  }
  const used = recent.flatMap((id) => commands.find((each) => each.id === id) ?? [])
  const rest = commands.filter((each) => !used.includes(each))
  const names = [...new Set(rest.map(({ group }) => group))]
  // What can be done with what is open is first: it is what the hand is at.
  const open = names.filter((name) => name === OPEN_GROUP)
  const others = names.filter((name) => name !== OPEN_GROUP)
  const byName = (name: string) => ({ name, commands: rest.filter(({ group }) => group === name) })
  return [...open.map(byName), { name: 'Recent', commands: used }, ...others.map(byName)].filter(
    (group) => group.commands.length > 0,
  )
}

export const OPEN_GROUP = 'With what is open'
