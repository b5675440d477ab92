import { parseArgs } from 'node:util'

export interface PackageOptions {
  /** Folder with Electron's program; null: the one in node_modules, when it is there. */
  readonly electronDist: string | null
  /** Where packages are put; null: as electron-builder.yml says. */
  readonly output: string | null
  readonly arch: string
  /** The unpacked program only: no AppImage, no installer. */
  readonly dirOnly: boolean
  /** Without a packaged app it is a failure. */
  readonly requireApp: boolean
  readonly json: boolean
  /** Where the app will look for newer versions; null: nowhere. */
  readonly updateUrl: string | null
}

export const USAGE =
  'usage: npm run package -- [--dir] [--arch x64|arm64] [--electron-dist DIR] [--output DIR] [--require-app] [--json]'

/** Throws an Error with what is wrong. */
export function packageOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PackageOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'electron-dist': { type: 'string' },
      output: { type: 'string' },
      arch: { type: 'string', default: process.arch },
      dir: { type: 'boolean', default: false },
      'require-app': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  if (!['x64', 'arm64'].includes(values.arch)) throw new Error(`--arch "${values.arch}" is neither x64 nor arm64`)
  return {
    electronDist: values['electron-dist'] ?? null,
    output: values.output ?? null,
    arch: values.arch,
    dirOnly: values.dir,
    requireApp: values['require-app'],
    json: values.json,
    updateUrl: updateUrl(env['COUNTERSIGN_UPDATE_URL']),
  }
}

/** What an AppImage is checked against comes from there as well: a line that anyone can change will not do. */
function updateUrl(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  if (!URL.canParse(text)) throw new Error('COUNTERSIGN_UPDATE_URL is not an address')
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'https:') throw new Error('COUNTERSIGN_UPDATE_URL must begin with https:')
  if (username !== '' || password !== '')
    throw new Error('COUNTERSIGN_UPDATE_URL holds a password, which every copy would carry')
  return text
}
