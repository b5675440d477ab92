import type { Sha256 } from '../../../../contract/ids.ts'
import type { Colour } from './picture-port.ts'
import type { FilmFacts } from './recorder-port.ts'
import type { PixelArea } from './screen-target.ts'

export interface RedactedFilm extends FilmFacts {
  /** Absolute path, in the work folder. */
  readonly file: string
  readonly sha256: Sha256
  readonly bytes: number
}

export interface FilmRedactorPort {
  /**
   * The areas are filled from the first to the last picture, before the film is encoded anew; sound stays, everything else goes.
   * Begins anew when an earlier attempt in this folder was broken off. Throws ToolError.
   */
  redact(
    film: { readonly file: string; readonly format: 'mp4' | 'mkv' },
    areas: readonly PixelArea[],
    colour: Colour,
    folder: string,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<RedactedFilm>
}
