/**
 * `npm run package`: from the bundles to what is passed on. Checks electron-builder.yml, writes the third-party licences and the SBOM into
 * out/about/, and makes the packages of this system where Electron's program can be had; its fuses are read back and compared. Exit code 0
 * when all that could be done was done, 1 when something is wrong (or, with --require-app, when there was no Electron), 2 for wrong usage.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, checkedConfig, missingFiles } from './package/builder-config.ts'
import { readBundledPackages } from './package/bundled-packages.ts'
import { writeChecksums } from './package/checksums.ts'
import { findElectronDist, packagedProgram } from './package/electron-dist.ts'
import { type Fuses, readFuses, wrongFuses } from './package/fuses.ts'
import { licenceDocument, licenceProblems } from './package/licences.ts'
import { readPackages } from './package/package-facts.ts'
import { type PackageOptions, packageOptions, USAGE } from './package/package-options.ts'
import { runBuilder } from './package/run-builder.ts'
import { sbomOf } from './package/sbom.ts'
import { missingSigning } from './package/signing.ts'

const root = join(import.meta.dirname, '..')
const BUNDLES = [
  'out/renderer/index.html',
  'out/main/electron.js',
  'out/main/verify-log-worker.js',
  'out/main/picture-worker.js',
  'out/preload/index.cjs',
]

interface Outcome {
  readonly packaged: boolean
  /** Why there is no app; null when there is one. */
  readonly reason: string | null
  readonly files: readonly string[]
  readonly fuses: Fuses | null
}

/** Wrong in a way that a person has to mend; its words are all there is to say. */
class PackageError extends Error {
  override readonly name = 'PackageError'
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

function failOn(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new PackageError(`${what}:\n${problems.map((one) => `  ${one}`).join('\n')}`)
}

function writeAbout(): void {
  const about = join(root, 'out/about')
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    'name' | 'version' | 'license',
    string
  >
  const mit = readFileSync(join(root, 'scripts/package/resources/mit.txt'), 'utf8')
  // Electron goes along whole, with its own licences beside it.
  const packages = readPackages(root, readBundledPackages(join(root, 'out/packages')), mit)
  const [electron] = readPackages(root, ['node_modules/electron'], mit)
  if (electron === undefined) throw new PackageError('electron is not installed')
  failOn('these packages cannot be passed on', licenceProblems([...packages, electron]))
  const subject = { name: manifest.name, version: manifest.version, licence: manifest.license }
  mkdirSync(about, { recursive: true })
  writeFileSync(join(about, 'THIRD_PARTY_LICENCES.txt'), licenceDocument('Countersign', packages))
  writeFileSync(join(about, 'sbom.cdx.json'), sbomOf(subject, [...packages, electron]))
  say(`licences and SBOM of ${packages.length + 1} packages: out/about/`)
}

async function packageApp(options: PackageOptions): Promise<Outcome> {
  failOn(
    'the bundles are missing; `npm run package` builds them',
    BUNDLES.filter((name) => !existsSync(join(root, name))),
  )
  const config = await checkedConfig(root)
  failOn('electron-builder.yml names files that are not there', missingFiles(root, config))
  say('electron-builder.yml is valid')
  writeAbout()

  const dist = findElectronDist(root, options.electronDist)
  if (dist === null) {
    const where = options.electronDist ?? 'node_modules/electron/dist'
    const reason = `no Electron program in ${where}: \`npm run desktop:install\` fetches it, or --electron-dist names a folder that has it`
    return { packaged: false, reason, files: [], fuses: null }
  }
  for (const lack of missingSigning(process.platform, process.env)) say(`the packages will be ${lack}`)
  if (options.updateUrl === null)
    say('COUNTERSIGN_UPDATE_URL is not set: these packages will not look for newer versions')
  if ((await runBuilder(root, options, dist)) !== 0)
    throw new PackageError('electron-builder failed; its own words are above')
  const output = options.output ?? join(root, 'release')
  const fuses = await readFuses(packagedProgram(output, options.arch))
  failOn('the packaged program has the wrong fuses', wrongFuses((config.electronFuses ?? {}) as Fuses, fuses))
  say('the fuses of the packaged program are as they should be')
  return { packaged: true, reason: null, files: await writeChecksums(output), fuses }
}

async function run(options: PackageOptions): Promise<number> {
  const outcome = await packageApp(options)
  if (outcome.reason !== null) say(`packaged: false\n  ${outcome.reason}`)
  else say(`packaged: true${outcome.files.map((name) => `\n  ${name}`).join('')}`)
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`)
  return options.requireApp && !outcome.packaged ? 1 : 0
}

function read(argv: readonly string[]): PackageOptions | null {
  try {
    return packageOptions(argv, process.env)
  } catch (error) {
    say(`package: ${(error as Error).message}\n${USAGE}`)
    return null
  }
}

const options = read(process.argv.slice(2))
try {
  process.exitCode = options === null ? 2 : await run(options)
} catch (error) {
  if (!(error instanceof PackageError || error instanceof ConfigurationError)) throw error
  say(`package: ${error.message}`)
  process.exitCode = 1
}
