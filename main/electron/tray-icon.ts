import type { NativeImage, nativeImage } from 'electron'
import { COLOUR_MARK, TEMPLATE_MARK } from './tray-mark.ts'

const dataUrl = (base64: string): string => `data:image/png;base64,${base64}`

/** The icon of the tray, sharp on screens with two pixels per point. On macOS a template image, which follows the menu bar. */
export function trayIcon(
  images: Pick<typeof nativeImage, 'createFromDataURL'>,
  platform: NodeJS.Platform,
): NativeImage {
  const mark = platform === 'darwin' ? TEMPLATE_MARK : COLOUR_MARK
  const image = images.createFromDataURL(dataUrl(mark.once))
  image.addRepresentation({ scaleFactor: 2, dataURL: dataUrl(mark.twice) })
  if (platform === 'darwin') image.setTemplateImage(true)
  return image
}
