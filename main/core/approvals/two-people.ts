/**
 * Whether two names of deciders (`sub`) are certainly those of two different people. One person has more than one way to decide: at the
 * console as `operator:NAME`, in Telegram as `telegram:ID`, over HTTP with any token that an operator has made. In doubt it is one.
 */
export type AreTwoPeople = (one: string, other: string) => boolean

interface Person {
  /** What the operator's name is at the console, as far as it is known. */
  readonly name: string | null
  readonly telegram_id: string | null
}

/** `telegramNames`: which operator a Telegram user is, by number. Upper and lower case make no other person. */
export function createTwoPeople(telegramNames: ReadonlyMap<number, string>): AreTwoPeople {
  function personOf(sub: string): Person {
    const [, door, id] = /^(operator|telegram):(.+)$/.exec(sub) ?? []
    if (door === undefined || id === undefined) return { name: null, telegram_id: null }
    if (door === 'operator') return { name: id.toLowerCase(), telegram_id: null }
    return { name: telegramNames.get(Number(id))?.toLowerCase() ?? null, telegram_id: id }
  }

  return (one, other) => {
    const a = personOf(one)
    const b = personOf(other)
    if (a.name !== null && b.name !== null) return a.name !== b.name
    return a.telegram_id !== null && b.telegram_id !== null && a.telegram_id !== b.telegram_id
  }
}
