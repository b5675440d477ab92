import type { WebContents } from 'electron'

/** Chromium's own steps up to 300 %: what people know from their browser. */
const STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

export type ZoomStep = 'in' | 'out' | 'reset'

/** The size of the page, in steps; kept over restarts. */
export interface WindowZoom {
  change(step: ZoomStep): void
}

export function nextZoom(factor: number, step: ZoomStep): number {
  if (step === 'reset') return 1
  // A kept factor may lie a rounding error beside its step.
  if (step === 'in') return STEPS.find((each) => each > factor + 0.01) ?? STEPS[STEPS.length - 1] ?? 1
  return STEPS.findLast((each) => each < factor - 0.01) ?? STEPS[0]
}

/** Chromium forgets the factor with every new page, so it is set again when one has come. */
export function createWindowZoom(
  contents: Pick<WebContents, 'on' | 'setZoomFactor'>,
  kept: number,
  keep: (factor: number) => void,
): WindowZoom {
  let factor = kept
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(factor)
  })
  return {
    change: (step) => {
      factor = nextZoom(factor, step)
      contents.setZoomFactor(factor)
      keep(factor)
    },
  }
}
