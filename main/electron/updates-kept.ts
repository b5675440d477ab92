import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { chmod, copyFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import type { Logger } from '../core/kernel/logger.ts'
import { UpdateFailure } from './updater.ts'

/** Only what can stand in a file name: a version comes from a server. */
const Version = z.string().regex(/^\d[0-9A-Za-z.+-]{0,63}$/)
const FileName = z.string().regex(/^[^/\\\0]{1,200}$/)

const KeptVersion = z.strictObject({
  version: Version,
  /** In the folder of kept versions. */
  file: FileName,
  /** How the file was called where it ran. */
  name: FileName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type KeptVersion = z.infer<typeof KeptVersion>

const Change = z.strictObject({ from: Version, to: Version })
export type VersionChange = z.infer<typeof Change>

const Ledger = z.strictObject({ kept: z.array(KeptVersion).max(10), expected: Change.nullable() })
type Ledger = z.infer<typeof Ledger>

const EMPTY: Ledger = { kept: [], expected: null }

/** How many versions are kept to go back to. */
const MOST = 2

/** The versions that were before: whole files, in a folder of their own, each with its sha256. */
export interface KeptVersions {
  /** The latest first. */
  list(): readonly KeptVersion[]
  /** Copies `file`, in place of an older copy of the same version. Rejects with the file system's error. */
  keep(version: string, file: string): Promise<void>
  /** Copies a kept version to `target`, executable. Rejects with UpdateFailure when it is not there or no longer what was kept. */
  restore(version: string, target: string): Promise<void>
  /** The file of a kept version. Rejects as `restore` does. */
  checked(version: string): Promise<string>
  /** Writes down that another version is to start next. */
  expect(change: VersionChange): void
  /** What was expected to start, once; null when nothing was. */
  settle(): VersionChange | null
}

/** A ledger that is missing means a first start; one that is not valid is told to the log, and nothing is kept then. */
export function openKeptVersions(folder: string, logger: Logger): KeptVersions {
  const path = join(folder, 'versions.json')
  removeLeftovers(folder, logger)
  let ledger = read(path, logger)
  const write = (next: Ledger): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const temporary = `${path}.tmp`
    writeFileSync(temporary, `${JSON.stringify(next)}\n`, { mode: 0o600 })
    renameSync(temporary, path)
    ledger = next
  }
  const list = (): readonly KeptVersion[] => ledger.kept.filter(({ file }) => existsSync(join(folder, file)))
  const checked = async (version: string): Promise<string> => {
    const found = list().find((one) => one.version === version)
    if (found === undefined) throw new UpdateFailure('no_package', `version ${version} was not kept`)
    const file = join(folder, found.file)
    if ((await sha256Of(file)) !== found.sha256)
      throw new UpdateFailure('checksum_mismatch', `the kept version ${version} was changed`)
    return file
  }
  return {
    list,
    checked,
    keep: async (version, source) => {
      const known = Version.parse(version)
      const name = FileName.parse(basename(source))
      const file = `countersign-${known}${extname(source)}`
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await copyOver(source, join(folder, file), 0o600)
      const others = ledger.kept.filter((one) => one.version !== known)
      const kept = [{ version: known, file, name, sha256: await sha256Of(join(folder, file)) }, ...others]
      write({ ...ledger, kept: kept.slice(0, MOST) })
      for (const old of kept.slice(MOST)) await rm(join(folder, old.file), { force: true })
    },
    restore: async (version, target) => copyOver(await checked(version), target, 0o755),
    expect: (change) => write({ ...ledger, expected: Change.parse(change) }),
    settle: () => {
      const { expected } = ledger
      if (expected !== null) write({ ...ledger, expected: null })
      return expected
    },
  }
}

/** A copy that the end of the app broke off: some hundred megabytes that nobody would miss or remove. */
function removeLeftovers(folder: string, logger: Logger): void {
  if (!existsSync(folder)) return
  try {
    for (const name of readdirSync(folder))
      if (/^\.countersign-.*\.tmp$|^versions\.json\.tmp$/.test(name)) rmSync(join(folder, name), { force: true })
  } catch (error) {
    logger.warn({ err: error, file: folder }, 'what is left of a broken-off copy cannot be removed')
  }
}

function read(path: string, logger: Logger): Ledger {
  if (!existsSync(path)) return EMPTY
  try {
    return Ledger.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    logger.warn({ err: error, file: path }, 'the list of kept versions is not valid: there is none to go back to')
    return EMPTY
  }
}

/** A crash leaves the old file or the new one. */
async function copyOver(source: string, target: string, mode: number): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.tmp`)
  try {
    await copyFile(source, temporary)
    await chmod(temporary, mode)
    await rename(temporary, target)
  } finally {
    rmSync(temporary, { force: true })
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
