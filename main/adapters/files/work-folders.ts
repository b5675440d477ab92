import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Sha256 } from '../../../contract/ids.ts'
import type { LeftFile, WorkFolders } from '../../core/tools/work-folders.ts'
import { FOLDER_MODE } from './evidence-writing.ts'
import { portableName } from './portable-name.ts'

/** In characters. */
const LONGEST_NAME = 200

/** `folder`: `audit/work/` of the data root; made when the first tool needs it. */
export function createWorkFolders(folder: string): WorkFolders {
  const pathOf = (callId: string): string => join(folder, portableName(callId))
  return {
    open: async (callId) => {
      await mkdir(pathOf(callId), { recursive: true, mode: FOLDER_MODE })
      return pathOf(callId)
    },
    copy: async (callId, { file, name }, signal) => {
      const folder = pathOf(callId)
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
      const copy = join(folder, portableName(name))
      await rm(copy, { force: true })
      const hash = createHash('sha256')
      // What is hashed is what is written, whatever becomes of the file meanwhile.
      await pipeline(
        createReadStream(file),
        async function* (pieces: AsyncIterable<Buffer>) {
          for await (const piece of pieces) {
            hash.update(piece)
            yield piece
          }
        },
        createWriteStream(copy, { flags: 'wx', mode: 0o600 }),
        { signal },
      ).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error
      })
      return { file: copy, sha256: hash.digest('hex') as Sha256 }
    },
    list: (callId) => filesIn(pathOf(callId)),
    remove: (callId) => rm(pathOf(callId), { recursive: true, force: true, maxRetries: 3, retryDelay: 100 }),
  }
}

async function filesIn(folder: string): Promise<LeftFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  const paths = entries.flatMap((entry) => (entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)]))
  const files = paths.map(async (path) => ({
    name: relative(folder, path).slice(0, LONGEST_NAME),
    bytes: (await lstat(path)).size,
  }))
  return (await Promise.all(files)).sort((a, b) => (a.name < b.name ? -1 : 1))
}
