import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { WorkspacePort } from '../../../core/agents/workspace-port.ts'
import { AppError } from '../../../core/kernel/app-error.ts'
import { createKeyedLock } from '../../../core/kernel/keyed-lock.ts'
import { sha256 } from '../../../core/kernel/sha256.ts'
import { oneLine } from '../../../core/tools/one-line.ts'
import { copyTree } from './copy-tree.ts'
import { makeTree } from './source-tree.ts'
import { patchOf } from './tree-patch.ts'
import { type FileState, SPECIAL, stateOfFile, stateOfTree, type TreeState, touchedBetween } from './tree-state.ts'

/** What is kept of a workspace: `tree`, where the work is done; `base`, a copy of how it was; `base.json`, the hashes of that. */
const Base = z.strictObject({
  complete: z.boolean(),
  files: z.array(z.tuple([z.string(), z.string(), z.boolean()])),
})

/** A copy that is looked at. `leftOut`: what is in the tree and cannot be copied, by its shown name. */
interface Seen {
  readonly path: string
  readonly leftOut: readonly string[]
}

const MAX_TOUCHED = 2000
const MAX_PATH = 2000
const CHECK_MS = 60_000

/** `folder`: `audit/work/agents/` of the data root. `max_patch`: in characters. */
export function createWorkspaces(options: {
  readonly folder: string
  readonly data_root: string
  readonly max_patch: number
}): WorkspacePort & {
  /** Removes what an earlier process was making when it died. */
  removeLeftovers(): Promise<void>
} {
  const inTurn = createKeyedLock()
  const scratch = join(options.folder, 'scratch')
  const placeOf = (taskId: string): string => join(options.folder, 'tasks', folderName(taskId))
  const treeOf = (taskId: string): string => join(placeOf(taskId), 'tree')

  async function openScratch(): Promise<string> {
    const path = join(scratch, randomBytes(8).toString('hex'))
    await mkdir(path, { recursive: true, mode: 0o700 })
    return path
  }
  const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 })

  async function find(taskId: string): Promise<string | null> {
    const there = await stat(join(placeOf(taskId), 'base.json')).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    return there === null ? null : treeOf(taskId)
  }

  async function make(taskId: string, source: Parameters<WorkspacePort['prepare']>[1], signal: AbortSignal) {
    const place = await openScratch()
    try {
      await makeTree(source, join(place, 'tree'), options.data_root, signal)
      await copyTree(join(place, 'tree'), join(place, 'base'), signal)
      // Of the copy: should the source change while it is copied, both are the same all the same.
      const { state, complete } = await stateOfTree(join(place, 'base'), signal)
      const files = [...state].map(([path, file]) => [path, file.sha256, file.runs])
      await writeSynced(join(place, 'base.json'), JSON.stringify({ complete, files }))
      await mkdir(join(options.folder, 'tasks'), { recursive: true, mode: 0o700 })
      await rename(place, placeOf(taskId))
    } finally {
      await removeAll(place)
    }
  }

  /** Gone at once: half of a workspace must not be taken for one. */
  async function removeWhole(taskId: string): Promise<void> {
    const place = await openScratch()
    try {
      await rename(placeOf(taskId), join(place, 'gone')).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    } finally {
      await removeAll(place)
    }
  }

  const baseText = (taskId: string): Promise<string> => readFile(join(placeOf(taskId), 'base.json'), 'utf8')

  async function baseOf(taskId: string, base_sha256: string): Promise<{ state: TreeState; complete: boolean }> {
    const text = await baseText(taskId)
    // Whoever works beside it could have changed it; the log knows which one it was.
    if (sha256(text) !== base_sha256) throw new Error('what it was before the first round was changed')
    const { complete, files } = Base.parse(JSON.parse(text))
    return { complete, state: new Map(files.map(([path, sha, runs]) => [path, { sha256: sha, runs }])) }
  }

  /** A copy of a tree in a place of its own; what was left out of it is named. */
  async function copyOf(tree: string, signal: AbortSignal) {
    const place = await openScratch()
    const path = join(place, 'tree')
    try {
      const leftOut = await copyTree(tree, path, signal)
      return { path, leftOut, remove: () => guarded(null, () => removeAll(place)) }
    } catch (error) {
      await removeAll(place)
      throw error
    }
  }

  async function compare(taskId: string, seen: Seen, base_sha256: string, signal: AbortSignal) {
    const before = await baseOf(taskId, base_sha256)
    const { state, complete } = await stateOfTree(seen.path, signal)
    const after = new Map([...state, ...seen.leftOut.map((name) => [name, SPECIAL] as const)])
    const touched = touchedBetween(before.state, after)
    const files = touched.slice(0, MAX_TOUCHED).filter(({ path }) => path.length <= MAX_PATH)
    const trees = { before: join(placeOf(taskId), 'base'), after: seen.path, scratch: await openScratch() }
    try {
      for (const { path } of files) await checkBase(trees.before, path, before.state.get(path))
      const patch = files.length === 0 ? '' : await patchOf(files, trees, options.max_patch, signal)
      return { files, patch, complete: before.complete && complete && files.length === touched.length }
    } finally {
      await removeAll(trees.scratch)
    }
  }

  return {
    prepare: (taskId, source, signal) =>
      inTurn(taskId, () =>
        guarded(signal, async () => {
          if ((await find(taskId)) === null) await make(taskId, source, signal)
          return { path: treeOf(taskId), base_sha256: sha256(await baseText(taskId)) }
        }),
      ),
    find: (taskId) => guarded(null, () => find(taskId)),
    snapshot: (taskId, signal) =>
      guarded(signal, async () => {
        const seen = await copyOf(treeOf(taskId), signal)
        return {
          compare: (base, until) => guarded(until, () => compare(taskId, seen, base, until)),
          copy: (until) => guarded(until, () => copyOf(seen.path, until)),
          remove: seen.remove,
        }
      }),
    copy: (taskId, signal) => guarded(signal, () => copyOf(treeOf(taskId), signal)),
    list: () =>
      guarded(null, async () => {
        const names = await readdir(join(options.folder, 'tasks')).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return []
          throw error
        })
        return names.flatMap((name) => taskIdOf(name) ?? [])
      }),
    remove: (taskId) => inTurn(taskId, () => guarded(null, () => removeWhole(taskId))),
    removeLeftovers: () => removeAll(scratch),
  }
}

/** Task ids are `a-z 0-9 _ -`, 64 at most; some are names of devices on Windows, and no id must be a way. */
const folderName = (taskId: string): string => `t-${Buffer.from(taskId).toString('hex')}`

/** Null for a folder that is none of ours. */
function taskIdOf(name: string): string | null {
  const taskId = Buffer.from(name.slice(2), 'hex').toString()
  return folderName(taskId) === name ? taskId : null
}

/** The copy of a file as it was must still be that, or the patch would show another change than the one that was made. */
async function checkBase(base: string, path: string, was: FileState | undefined): Promise<void> {
  if (was === undefined || path.includes('\\')) return
  const kept = Buffer.from(join(base, path))
  const kind = (await lstat(kept)).isSymbolicLink() ? 'link' : 'file'
  const is = await stateOfFile({ path: kept, shown: path, kind }, AbortSignal.timeout(CHECK_MS))
  if (is.sha256 !== was.sha256) throw new Error(`the copy of ${path} as it was before the first round was changed`)
}

/** Durable once it resolves. */
async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Failures of the disk have a code of the catalogue; what was called off is thrown on. */
async function guarded<T>(signal: AbortSignal | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError || signal?.aborted === true) throw error
    throw new AppError('storage_failed', `The workspace: ${oneLine((error as Error).message)}`, {}, { cause: error })
  }
}
