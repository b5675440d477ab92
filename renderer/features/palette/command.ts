/** Something that the palette can do or go to. */
export interface Command {
  /** Stays the same from one use to the next: what was used is remembered by it. */
  readonly id: string
  readonly group: string
  readonly title: string
  /** Other words under which it is found. */
  readonly also: string
  /** Keys that do the same, or none. */
  readonly keys: readonly string[]
  /** Why it cannot be done now, or null. */
  readonly whyNot: string | null
  run(): void
}

/** One line of the list as it is drawn: a group's name is drawn above its first command. */
export interface CommandGroup {
  readonly name: string
  readonly commands: readonly Command[]
}
