import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { statedLicence } from './stated-licences.ts'

/** What there is to say about a package that is passed on. */
export interface PackageFacts {
  readonly name: string
  readonly version: string
  /** SPDX identifier or expression. */
  readonly licence: string
  /** Full texts: licence and notice. */
  readonly texts: readonly string[]
  /** sha512 of the package as it was published, in hexadecimal; null when the lock file does not know it. */
  readonly sha512: string | null
  /** Names of packages that it asks for. */
  readonly dependencies: readonly string[]
}

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
})
const Lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) })

const TEXT = /^(licen[sc]e|copying|notice)([.-].*)?$/i

/** Reads packages of `root` by their folders. `mit`: the MIT licence from its second paragraph on. Throws on a missing package. */
export function readPackages(root: string, folders: readonly string[], mit: string): PackageFacts[] {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  return folders.map((folder) => {
    const at = join(root, folder)
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')))
    const { name, version } = manifest
    const licence = manifest.license ?? ''
    const own = textsOf(at)
    const stated = statedLicence(name, licence, mit)
    return {
      ...{ name, version, licence, texts: own.length === 0 && stated !== null ? [stated] : own },
      sha512: sha512Of(packages[folder]?.integrity),
      dependencies: Object.keys(manifest.dependencies ?? {}),
    }
  })
}

function textsOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort()
    .map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim())
}

/** https://www.w3.org/TR/SRI/#the-integrity-attribute */
function sha512Of(integrity: string | undefined): string | null {
  const hash = /^sha512-(\S+)/.exec(integrity ?? '')?.[1]
  return hash === undefined ? null : Buffer.from(hash, 'base64').toString('hex')
}
