import { join } from 'node:path'
import type { NativeImage, nativeImage } from 'electron'
import type { Waiting } from './waiting-count.ts'

export type TrayMood = 'idle' | 'waiting' | 'unreachable'

/** What the icon says without a number; not knowing is a face of its own. */
export function trayMood({ count, reachable }: Waiting): TrayMood {
  if (!reachable) return 'unreachable'
  return count > 0 ? 'waiting' : 'idle'
}

/**
 * The icons of the tray out of `folder`, where the build draws them. Electron finds the sharper `@2x` beside each, and makes a name that
 * ends in `Template` follow the menu bar of macOS. Throws when one cannot be read.
 * https://www.electronjs.org/docs/latest/api/native-image#high-resolution-image
 */
export function trayIcons(
  images: Pick<typeof nativeImage, 'createFromPath'>,
  platform: NodeJS.Platform,
  folder: string,
): Readonly<Record<TrayMood, NativeImage>> {
  const icon = (mood: TrayMood): NativeImage => {
    const file = join(folder, `tray-${mood}${platform === 'darwin' ? 'Template' : ''}.png`)
    const image = images.createFromPath(file)
    if (image.isEmpty()) throw new Error(`there is no icon in ${file}: build the app anew`)
    return image
  }
  return { idle: icon('idle'), waiting: icon('waiting'), unreachable: icon('unreachable') }
}
