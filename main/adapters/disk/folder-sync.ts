import { type FileHandle, open, stat } from 'node:fs/promises'

/** Makes renames in one folder durable. Callers that arrive while a sync runs share the next one. */
export interface FolderSync {
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * The folder is opened on the first sync and kept open until `close`. When another folder has taken its place by then, that one is
 * synced: the kept handle would go on syncing the one that was moved away.
 */
export function createFolderSync(folder: string): FolderSync {
  let handle: FileHandle | null = null
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  async function run(): Promise<void> {
    // Windows cannot open a folder for fsync; NTFS journals the rename itself.
    if (process.platform === 'win32') return
    if (handle !== null && !(await isStillAt(handle, folder))) {
      await handle.close()
      handle = null
    }
    handle ??= await open(folder, 'r')
    await handle.sync()
  }

  function start(): Promise<void> {
    const mine = run().finally(() => {
      if (running === mine) running = null
    })
    running = mine
    return mine
  }

  return {
    sync: () => {
      if (running === null) return start()
      // The running sync may have begun before the caller's rename; only the next one is sure to cover it.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null
          return start()
        })
      return next
    },
    close: async () => {
      await next?.catch(() => undefined)
      await running?.catch(() => undefined)
      await handle?.close()
      handle = null
    },
  }
}

/** An open folder keeps its inode number, so that no other one can have it. */
async function isStillAt(handle: FileHandle, folder: string): Promise<boolean> {
  const [kept, now] = await Promise.all([handle.stat(), stat(folder)])
  return kept.ino === now.ino && kept.dev === now.dev
}
