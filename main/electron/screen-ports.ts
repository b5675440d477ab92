import type { DesktopCapturer, DesktopCapturerSource, Screen } from 'electron'
import { boundedWait } from '../core/kernel/bounded-wait.ts'
import type { Timers } from '../core/kernel/timers.ts'
import type { HostPorts, ScreenSource } from '../core/tools/host-ports.ts'
import { oneLine } from '../core/tools/one-line.ts'
import { CaptureSourceId, type CaptureSources } from './capture-sources.ts'

/** Some systems ask the operator first, in milliseconds. */
const PATIENCE_MS = 60_000

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * The screen for tools, through Electron. A display comes in its own pixels; a window as large as the largest display lets it be, for
 * Electron tells no size of a window. Each rejects with an Error when the system does not give what is asked for.
 */
export function createScreenPorts(parts: {
  readonly capturer: Pick<DesktopCapturer, 'getSources'>
  readonly screen: Pick<Screen, 'getAllDisplays'>
  readonly sources: Pick<CaptureSources, 'chosen'>
  readonly timers: Timers
}): NonNullable<HostPorts['screen']> {
  const { capturer, screen, sources, timers } = parts

  async function ask(thumbnailSize: Size, signal: AbortSignal): Promise<DesktopCapturerSource[]> {
    signal.throwIfAborted()
    const answer: { sources: DesktopCapturerSource[] | null; why: string } = { sources: null, why: 'no answer' }
    const asked = capturer.getSources({ types: ['screen', 'window'], thumbnailSize }).then(
      (found) => {
        answer.sources = found
      },
      (error: unknown) => {
        answer.why = oneLine(String(error))
      },
    )
    const stopped = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => stopped.resolve(), { once: true })
    await boundedWait(timers, PATIENCE_MS, [Promise.race([asked, stopped.promise])])
    signal.throwIfAborted()
    if (answer.sources === null) throw new Error(`the system does not show its screens: ${answer.why}`)
    return answer.sources.filter(({ id }) => CaptureSourceId.safeParse(id).success)
  }

  /** In pixels of the display itself. */
  function sizeOf(displayId: string): Size {
    const displays = screen.getAllDisplays()
    const own = displays.filter(({ id }) => String(id) === displayId)
    const sizes = (own.length > 0 ? own : displays).map(({ size, scaleFactor }) => ({
      width: Math.round(size.width * scaleFactor),
      height: Math.round(size.height * scaleFactor),
    }))
    return {
      width: Math.max(1, ...sizes.map(({ width }) => width)),
      height: Math.max(1, ...sizes.map(({ height }) => height)),
    }
  }

  return {
    chosen: sources.chosen,
    sources: async (signal) => (await ask({ width: 0, height: 0 }, signal)).map(shown),
    capture: async (sourceId, signal) => {
      const known = (await ask({ width: 0, height: 0 }, signal)).find(({ id }) => id === sourceId)
      if (known === undefined) throw new Error(`there is no ${sourceId} any more`)
      const found = (await ask(sizeOf(known.display_id), signal)).find(({ id }) => id === sourceId)
      if (found === undefined || found.thumbnail.isEmpty())
        throw new Error('permission: the system gives no picture of it')
      return { png: found.thumbnail.toPNG(), ...found.thumbnail.getSize() }
    },
  }
}

const shown = ({ id, name }: DesktopCapturerSource): ScreenSource => ({
  ...{ id, name: oneLine(name), kind: id.startsWith('screen:') ? 'screen' : 'window' },
})
