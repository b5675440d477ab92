import type { Lifetime } from '../../../main/core/kernel/lifetime.ts'
import type { ProfileFolder } from '../process/bench-service.ts'
import type { Section } from './options.ts'

/** What every measurement is given. */
export interface Surroundings {
  /** Closes what the measurement opened, when it is over. */
  readonly lifetime: Lifetime
  /** A new empty folder on the disk that is measured; removed with the lifetime. */
  folder(name: string): string
  readonly quick: boolean
  readonly profiles: ProfileFolder
  /** The sections that were asked for. */
  readonly sections: readonly Section[]
  /** A line for the person who waits. */
  say(text: string): void
}
