/** Something that can be done with what is open. It opens a dialog or shows something; it never decides by itself. */
export interface Verb {
  readonly id: string
  readonly title: string
  /** Keys that do the same, or none. */
  readonly keys: readonly string[]
  /** Why it cannot be done now, or null. */
  readonly whyNot: string | null
  run(): void
}

/** What the open page offers to the palette. */
export interface OpenVerbs {
  /** `tell` is asked whenever somebody looks. Returns the function that takes the offer back. */
  offer(tell: () => readonly Verb[]): () => void
  all(): readonly Verb[]
}

export function createOpenVerbs(): OpenVerbs {
  const offers = new Set<() => readonly Verb[]>()
  return {
    offer: (tell) => {
      offers.add(tell)
      return () => offers.delete(tell)
    },
    all: () => [...offers].flatMap((tell) => tell()),
  }
}
