import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import { decodePng, encodePng, type Pixels, resizePixels } from './png.ts'
import { strict } from './strict.ts'

type Imitated =
  | ('isEmpty' | 'getSize' | 'getAspectRatio' | 'resize' | 'toPNG' | 'toDataURL')
  | ('isTemplateImage' | 'setTemplateImage' | 'isMacTemplateImage' | 'addRepresentation' | 'getScaleFactors')
type Makers = 'createEmpty' | 'createFromPath' | 'createFromBuffer' | 'createFromDataURL'

const NOTHING: Pixels = { width: 0, height: 0, rgba: new Uint8Array() }

/** A picture with the size it says; PNG files only. */
export function imageOf(pixels: Pixels): Electron.NativeImage {
  let template = false
  const scales = [1]
  const png = (): Buffer => (pixels.width === 0 ? Buffer.alloc(0) : encodePng(pixels))
  const image: Pick<Electron.NativeImage, Imitated> = {
    isEmpty: () => pixels.width === 0,
    getSize: () => ({ width: pixels.width, height: pixels.height }),
    getAspectRatio: () => (pixels.height === 0 ? 1 : pixels.width / pixels.height),
    getScaleFactors: () => [...scales],
    resize: ({ width, height }) => {
      const wide = width ?? Math.round(((height ?? pixels.height) * pixels.width) / Math.max(1, pixels.height))
      const high = height ?? Math.round((wide * pixels.height) / Math.max(1, pixels.width))
      return imageOf(pixels.width === 0 ? NOTHING : resizePixels(pixels, wide, high))
    },
    toPNG: png,
    toDataURL: () => `data:image/png;base64,${png().toString('base64')}`,
    addRepresentation: ({ scaleFactor }) => void scales.push(scaleFactor ?? 1),
    setTemplateImage: (option) => {
      template = option
    },
    isTemplateImage: () => template,
    get isMacTemplateImage() {
      return template
    },
    set isMacTemplateImage(option) {
      template = option
    },
  }
  return strict('nativeImage', image) as Electron.NativeImage
}

/** Electron's `nativeImage`. A file that is not there or no PNG gives an empty image, as Electron's does. */
export function createNativeImages(): Pick<typeof Electron.nativeImage, Makers> {
  const fromBytes = (bytes: Uint8Array): Electron.NativeImage => imageOf(decodePng(bytes) ?? NOTHING)
  return {
    createEmpty: () => imageOf(NOTHING),
    createFromBuffer: fromBytes,
    createFromDataURL: (address) => fromBytes(Buffer.from(address.replace(/^data:image\/png;base64,/, ''), 'base64')),
    createFromPath: (path) => {
      try {
        return fromBytes(readFileSync(path))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return imageOf(NOTHING)
        throw error
      }
    },
  }
}
