import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missingToolPrograms } from '../../../scripts/tool-programs.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const NAMES = [
  ...['obs', 'Xvfb', 'ffmpeg', 'ffprobe', 'xmessage', 'xwininfo', 'xprop', 'xsetroot', 'xrandr'],
  ...['dbus-daemon', 'sway', 'swaybg', 'grim', 'pipewire'],
  ...['xdg-desktop-portal', 'xdg-permission-store', 'xdg-desktop-portal-wlr'],
  ...['bwrap', 'jq', 'python3'],
]

describe('the search for the programs that the tests of the tools drive', () => {
  it('names what is missing, and what may not be run', async () => {
    const root = await temporaryFolder()
    for (const name of NAMES) {
      await writeFile(join(root, name), '#!/bin/sh\n')
      await chmod(join(root, name), name === 'ffprobe' ? 0o644 : 0o755)
    }
    expect(missingToolPrograms({ path: root, libraries: [root] })).toEqual([
      'ffprobe',
      'a software OpenGL driver (Mesa)',
    ])
  })

  it('is content where all of it is there', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'x86_64-linux-gnu/dri'), { recursive: true })
    await writeFile(join(root, 'x86_64-linux-gnu/dri/swrast_dri.so'), '')
    for (const name of NAMES) await writeFile(join(root, name), '#!/bin/sh\n', { mode: 0o755 })
    expect(missingToolPrograms({ path: root, libraries: [root] })).toEqual([])
  })
})
