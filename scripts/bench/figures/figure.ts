/** What is hoped for: of the ratio of the service to the bare thing, or of the figure itself where nothing is compared. */
export type Aim = { readonly atLeast: number } | { readonly atMost: number }

/** One line of the table. */
export interface Figure {
  readonly section: string
  readonly name: string
  readonly unit: string
  /** Median over the rounds. */
  readonly service: number
  /** The same of the bare thing that it is compared with; null when there is none. */
  readonly bare: number | null
  /** Median of the ratios of the rounds, with the least and the greatest. */
  readonly ratio: { readonly median: number; readonly low: number; readonly high: number } | null
  readonly aim: Aim | null
}

/** Whether the aim is reached; null without one. */
export function reached(figure: Figure): boolean | null {
  if (figure.aim === null) return null
  const value = figure.ratio?.median ?? figure.service
  return 'atLeast' in figure.aim ? value >= figure.aim.atLeast : value <= figure.aim.atMost
}

export function aimText(aim: Aim | null): string {
  if (aim === null) return ''
  return 'atLeast' in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`
}

/** A figure that stands alone. */
export function plain(section: string, name: string, unit: string, value: number): Figure {
  return { section, name, unit, service: value, bare: null, ratio: null, aim: null }
}
