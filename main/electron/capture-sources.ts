import type { DesktopCapturer, DesktopCapturerSource } from 'electron'
import * as z from 'zod'
import { AppError } from '../core/kernel/app-error.ts'
import { boundedWait } from '../core/kernel/bounded-wait.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { oneLine } from '../core/remote/cut-text.ts'

/** A screen or a window as the page is shown it. */
export interface CaptureSource {
  readonly id: string
  readonly name: string
  readonly kind: 'screen' | 'window'
  /** A data: URL of a PNG of at most 320 × 320 pixels; null when the system gives no picture. */
  readonly thumbnail: string | null
}

export interface CaptureSources {
  list(): Promise<CaptureSource[]>
  /** Remembers the source for this run. Throws AppError `validation_failed` when it is not there (any more). */
  choose(id: string): Promise<CaptureSource['kind']>
  /** What was chosen in this run, or null. */
  chosen(): string | null
}

/** `screen:ZZ:0` or `window:XX:YY`. https://www.electronjs.org/docs/latest/api/structures/desktop-capturer-source */
export const CaptureSourceId = z.string().regex(/^(screen|window):\d{1,20}:\d{1,20}$/, 'is not the id of a source')

const THUMBNAIL = 320
/** What a page is shown at most: a picker of more helps nobody. */
const MOST = 100
/** Some systems ask the operator first, in milliseconds. */
const PATIENCE_MS = 60_000

/**
 * The screens and windows of the desktop. Their names come from other programs and are made inert. Throws AppError `capture_unavailable` when the
 * system does not give them, or does not answer within a minute.
 */
export function createCaptureSources(capturer: Pick<DesktopCapturer, 'getSources'>, timers: Timers): CaptureSources {
  let chosen: string | null = null

  async function sources(size: number): Promise<DesktopCapturerSource[]> {
    const answer: { sources: DesktopCapturerSource[] | null; why: string } = { sources: null, why: 'no answer' }
    const thumbnailSize = { width: size, height: size }
    const asked = capturer.getSources({ types: ['screen', 'window'], thumbnailSize }).then(
      (found) => {
        answer.sources = found
      },
      (error: unknown) => {
        answer.why = oneLine(String(error), 200)
      },
    )
    await boundedWait(timers, PATIENCE_MS, [asked])
    if (answer.sources !== null) return answer.sources.filter(({ id }) => CaptureSourceId.safeParse(id).success)
    throw new AppError('capture_unavailable', `The system does not list its screens and windows: ${answer.why}.`)
  }

  return {
    list: async () => (await sources(THUMBNAIL)).slice(0, MOST).map(shown),
    choose: async (id) => {
      const found = (await sources(0)).find((source) => source.id === id)
      if (found === undefined) throw new AppError('validation_failed', 'id: there is no such screen or window any more')
      chosen = found.id
      return kindOf(found.id)
    },
    chosen: () => chosen,
  }
}

const kindOf = (id: string): CaptureSource['kind'] => (id.startsWith('screen:') ? 'screen' : 'window')

function shown({ id, name, thumbnail }: DesktopCapturerSource): CaptureSource {
  const { width, height } = thumbnail.getSize()
  // Electron may give more than it was asked for: its size depends on the scale of the screen.
  const small =
    Math.max(width, height) <= THUMBNAIL
      ? thumbnail
      : thumbnail.resize(width > height ? { width: THUMBNAIL } : { height: THUMBNAIL })
  return { id, name: oneLine(name, 200), kind: kindOf(id), thumbnail: small.isEmpty() ? null : small.toDataURL() }
}
