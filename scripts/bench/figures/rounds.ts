import type { Aim, Figure } from './figure.ts'

export type Round<K extends string, T> = Readonly<Record<K, T>>

/**
 * Runs the subjects in short turns, the order turned round from one round to the next, so that a machine that is
 * busy for a while hurts them alike.
 */
export async function alternate<K extends string, T>(
  rounds: number,
  subjects: Readonly<Record<K, () => Promise<T>>>,
): Promise<readonly Round<K, T>[]> {
  const names = Object.keys(subjects) as K[]
  const all: Round<K, T>[] = []
  for (let i = 0; i < rounds; i++) {
    const round: Partial<Record<K, T>> = {}
    for (const name of i % 2 === 0 ? names : names.toReversed()) round[name] = await subjects[name]()
    all.push(round as Round<K, T>)
  }
  return all
}

/** Middle value; the mean of the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export interface Comparison<R> {
  readonly section: string
  readonly name: string
  readonly unit: string
  readonly aim: Aim | null
  readonly rounds: readonly R[]
  readonly service: (round: R) => number
  readonly bare: (round: R) => number
}

/** Medians of both, and the median of the ratios of the single rounds. */
export function compare<R>({ section, name, unit, aim, rounds, service, bare }: Comparison<R>): Figure {
  const ratios = rounds.map((round) => service(round) / bare(round))
  return {
    section,
    name,
    unit,
    service: median(rounds.map(service)),
    bare: median(rounds.map(bare)),
    ratio: { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) },
    aim,
  }
}
