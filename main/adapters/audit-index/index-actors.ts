import type { DatabaseSync } from 'node:sqlite'

/** Small numbers for the subs of actors: one actor makes many lines. */
export interface ActorIds {
  /** Makes a number for one that has none yet. */
  idOf(sub: string): number
  /** The transaction was rolled back: numbers made in it do not hold. */
  forget(): void
}

/** Subs come from outside too (senders of messages), so only so many are remembered. */
const MOST_REMEMBERED = 10_000

export function createActorIds(database: DatabaseSync): ActorIds {
  const find = database.prepare('SELECT id FROM actors WHERE sub = ?')
  const add = database.prepare('INSERT INTO actors (sub) VALUES (?)')
  const known = new Map<string, number>()
  return {
    idOf: (sub) => {
      const remembered = known.get(sub)
      if (remembered !== undefined) return remembered
      const found = find.get(sub) as { id: number } | undefined
      const id = found?.id ?? Number(add.run(sub).lastInsertRowid)
      if (known.size >= MOST_REMEMBERED) known.clear()
      known.set(sub, id)
      return id
    },
    forget: () => known.clear(),
  }
}
