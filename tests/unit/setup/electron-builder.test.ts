import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { REPOSITORY } from '../../arch/source-module.ts'

interface Configuration {
  files: { filter: string[] }[]
  asar: unknown
  npmRebuild: boolean
  publish: unknown
  linux: { target: { target: string }[]; executableArgs: string[] }
  mac: { target: { target: string }[] }
  win: { target: { target: string }[] }
  electronFuses: Record<string, boolean>
}

// electron-builder keeps its own reading and checking of the file one package further down; neither uses the network.
const builder = createRequire(import.meta.resolve('electron-builder'))
const config: {
  getConfig: (project: string, file: string | null, extra: null) => Promise<Configuration>
  validateConfiguration: (config: unknown, log: { add: () => void; isEnabled: boolean }) => Promise<void>
} = builder('app-builder-lib/out/util/config/config')

const log = { add: () => undefined, isEnabled: false }
const read = () => config.getConfig(REPOSITORY, null, null)

describe('electron-builder.yml', () => {
  it('is what electron-builder takes as a configuration, and a made-up key would not be', async () => {
    const configuration = await read()
    await config.validateConfiguration(configuration, log)
    const wrong = { ...configuration, linux: { ...configuration.linux, madeUp: true } }
    await expect(config.validateConfiguration(wrong, log)).rejects.toThrow(/configuration\.linux/)
  })

  it('packages for Linux, macOS and Windows', async () => {
    const { linux, mac, win } = await read()
    expect([linux, mac, win].map(({ target }) => target.map((one) => one.target))).toEqual([
      ['AppImage', 'deb'],
      ['dmg', 'zip'],
      ['nsis'],
    ])
  })

  it('takes along what is built and nothing else, compiles nothing and publishes nowhere', async () => {
    const { files, asar, npmRebuild, publish } = await read()
    const bundles = [
      'out/main/**',
      'out/preload/**',
      'out/renderer/**',
      'out/icons/tray-*.png',
      'out/icons/badge*.png',
      'package.json',
    ]
    expect(files.flatMap(({ filter }) => filter)).toEqual([...bundles, '!out/main/*.map', '!node_modules/**'])
    expect({ asar, npmRebuild, publish }).toEqual({ asar: true, npmRebuild: false, publish: null })
  })

  it('starts an AppImage with the sandbox: its menu entry has no switch, its starter adds one only without user namespaces', async () => {
    const config = await read()
    const { default: Target } = builder('app-builder-lib/out/targets/appimage/AppImageTarget')
    const entryOf = (linux: object): Promise<string> =>
      new Target(
        'AppImage',
        { config, platformSpecificBuildOptions: linux, appInfo: {} },
        { computeDesktopEntry: async (_options: object, exec: string) => exec },
        '',
      ).desktopEntry.value
    expect(await entryOf(config.linux)).toBe('AppRun %U')
    expect(await entryOf({})).toBe('AppRun --no-sandbox %U')
    const { generateAppRunScript } = builder('app-builder-lib/out/targets/appimage/appImageUtil')
    const script: string = generateAppRunScript({ ExecutableName: 'countersign' })
    expect(script.split('\n').filter((line) => /NO_SANDBOX=|unshare -Ur/.test(line) && !line.startsWith('#'))).toEqual([
      'HAVE_NO_SANDBOX=0',
      '    HAVE_NO_SANDBOX=1',
      'NO_SANDBOX=()',
      'if [ $HAVE_NO_SANDBOX -eq 0 ] && ! unshare -Ur true 2>/dev/null ; then',
      '  NO_SANDBOX=(--no-sandbox)',
    ])
  })

  it('closes the ways in that Electron leaves open: Node options, inspector, code from outside the archive', async () => {
    expect((await read()).electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })
})
