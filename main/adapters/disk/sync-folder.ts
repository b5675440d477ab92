import { createFolderSync } from './folder-sync.ts'

/** Makes the renames in `folder` durable, once; for folders that are not kept open. */
export async function syncFolder(folder: string): Promise<void> {
  const sync = createFolderSync(folder)
  await sync.sync().finally(sync.close)
}
