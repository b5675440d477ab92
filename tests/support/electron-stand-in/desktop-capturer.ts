import type * as Electron from 'electron'
import { imageOf } from './native-image.ts'
import { plainPixels } from './png.ts'
import type { Recorder } from './recorder.ts'

const SOURCES = [
  { id: 'screen:1:0', name: 'Large', display_id: '1', wide: 16, high: 9, colour: [40, 90, 160] },
  { id: 'screen:2:0', name: 'Small', display_id: '2', wide: 5, high: 4, colour: [160, 90, 40] },
  { id: 'window:7:0', name: 'A terminal <b>with markup</b>', display_id: '', wide: 4, high: 3, colour: [60, 60, 60] },
] as const

/** Electron's `desktopCapturer`: two screens and a window, each one colour. */
export function createDesktopCapturer(recorder: Recorder): Pick<Electron.DesktopCapturer, 'getSources'> {
  return {
    getSources: async ({ types, thumbnailSize, fetchWindowIcons }) => {
      recorder.note('capture sources', { types, thumbnailSize, fetchWindowIcons })
      const { width, height } = thumbnailSize ?? { width: 150, height: 150 }
      return SOURCES.filter(({ id }) => types.some((type) => id.startsWith(type))).map((source) => {
        // The proportions of the screen are kept, as in Electron.
        const scale = Math.min(width / source.wide, height / source.high)
        const size = [Math.round(source.wide * scale), Math.round(source.high * scale)] as const
        const { id, name, display_id } = source
        const thumbnail = imageOf(plainPixels(...size, source.colour))
        return { id, name, display_id, thumbnail, appIcon: imageOf(plainPixels(0, 0, source.colour)) }
      })
    },
  }
}
