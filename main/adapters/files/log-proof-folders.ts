import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ListedFile, ProofFile, ProofFolders, ProofPackage } from '../../core/audit/proof-folders.ts'
import type { EvidenceStore } from '../../core/evidence/evidence-store.ts'
import { MANIFEST_FILE } from '../../core/evidence/manifest.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { syncFolder } from '../disk/sync-folder.ts'
import { packageFolder } from './evidence-reading.ts'
import { portableName } from './portable-name.ts'
import { readVerifier } from './proof-verifier.ts'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** `root`: folder of all proofs; `evidenceRoot`: `audit/evidence/`. */
export function createProofFolders(options: {
  readonly root: string
  readonly evidenceRoot: string
  readonly evidence: Pick<EvidenceStore, 'list'>
}): ProofFolders {
  const { root, evidenceRoot } = options

  async function evidenceOf(correlationId: string): Promise<readonly ProofPackage[]> {
    const packages = await options.evidence.list(correlationId)
    return packages.map(({ package_id, correlation_id, artifacts, state, problems }) => {
      const from = packageFolder(evidenceRoot, { correlation_id, package_id })
      const folder = `evidence/${package_id}`
      // Of one that was altered nothing can be believed, not even which files it has.
      const names = state === 'whole' ? [MANIFEST_FILE, ...artifacts.map(({ path }) => path)] : []
      const files = names.map((name) => ({
        path: `${folder}/${name}`,
        copy_of: join(from, name === MANIFEST_FILE ? name : portableName(name)),
      }))
      return { package_id, folder, state, problems, files }
    })
  }

  return {
    evidenceOf,
    verifier: readVerifier,
    write: async (proofId, files, manifest) => {
      const temporary = join(root, `${TEMPORARY_PREFIX}${proofId}`)
      const target = join(root, proofId)
      try {
        await mkdir(temporary, { recursive: true, mode: FOLDER_MODE })
        const listed: ListedFile[] = []
        for (const file of files) listed.push(await writeOne(temporary, file))
        await writeOne(temporary, { path: 'proof.json', bytes: manifest(listed) })
        for (const folder of new Set(['proof.json', ...files.map(({ path }) => path)].map(dirname)))
          await syncFolder(join(temporary, folder))
        await rename(temporary, target)
        await syncFolder(root)
        return target
      } catch (error) {
        await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
        if (error instanceof AppError) throw error
        const { message } = error as Error
        throw new AppError('storage_failed', `The proof could not be written: ${message}.`, {}, { cause: error })
      }
    },
    remove: (proofId) => rm(join(root, proofId), { recursive: true, force: true }),
  }
}

/** Writes one file and hashes what is there afterwards: what is signed is what is on the disk. */
async function writeOne(folder: string, file: ProofFile): Promise<ListedFile> {
  const target = join(folder, file.path)
  await mkdir(dirname(target), { recursive: true, mode: FOLDER_MODE })
  if ('copy_of' in file) {
    // A link in place of the file would bring in what was never kept.
    if (!(await lstat(file.copy_of)).isFile()) throw new Error(`${file.path} is not a plain file`)
    await copyFile(file.copy_of, target, constants.COPYFILE_EXCL)
    // A copy is the reader's own, whatever the original allows.
    await chmod(target, FILE_MODE)
  }
  const handle = await open(target, 'copy_of' in file ? 'r+' : 'wx', FILE_MODE)
  try {
    if ('bytes' in file) await handle.writeFile(file.bytes)
    await handle.sync()
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of (await open(target, 'r')).createReadStream({ autoClose: true })) {
      hash.update(piece)
      bytes += piece.length
    }
    return { path: file.path, bytes, sha256: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}
