import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FolderEvent, type FolderEvents, watchFolder } from '../../../main/adapters/files/folder-events.ts'
import { openJsonTaskStore } from '../../../main/adapters/files/json-task-store.ts'
import { watchSsot } from '../../../main/adapters/files/ssot-watcher.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const file = (task_id: string, text = 'x'): string =>
  JSON.stringify({
    task_id,
    source: 'api',
    request_text: text,
    created_at: '2026-01-01T00:00:00Z',
    correlation_id: task_id,
  })

interface Watched {
  readonly folder: string
  readonly seen: string[]
  readonly warnings: string[]
}

async function watched(
  eventsOf: (folder: string) => FolderEvents,
  early: (folder: string) => Promise<void> = async () => undefined,
): Promise<Watched> {
  const folder = await temporaryFolder()
  const events = eventsOf(folder)
  const store = openJsonTaskStore(folder)
  await early(folder)
  const seen: string[] = []
  const warnings: string[] = []
  const logger = {
    info: () => undefined,
    warn: (_: object, text: string) => void warnings.push(text),
    error: (_: object, text: string) => void warnings.push(text),
  }
  const noticed = async ({ task_id, change }: { task_id: string; change: string }): Promise<void> =>
    void seen.push(`${change} ${task_id}`)
  const watcher = watchSsot({ events, store, noticed, logger })
  onTestFinished(async () => {
    await watcher.close()
    await store.close()
  })
  return { folder, seen, warnings }
}

/** Events as a system gives them that names nothing, or that gives none. */
function scripted(failure: Error | null): FolderEvents & { emit(name: FolderEvent): void } {
  let emit: (name: FolderEvent) => void = () => undefined
  return {
    listen: (onEvent, onFailure) => {
      emit = onEvent
      if (failure !== null) onFailure(failure)
    },
    close: () => undefined,
    emit: (name) => emit(name),
  }
}

describe('the watch over ssot/', () => {
  it('notices files that appear, change, are replaced as editors do it, and go', async () => {
    const { folder, seen } = await watched(watchFolder)
    await writeFile(join(folder, 'a.json'), file('a', 'one'))
    await expect.poll(() => seen).toEqual(['added a'])
    await writeFile(join(folder, 'a.json~'), file('a', 'two'))
    await rename(join(folder, 'a.json~'), join(folder, 'a.json'))
    await expect.poll(() => seen).toEqual(['added a', 'changed a'])
    await rm(join(folder, 'a.json'))
    await expect.poll(() => seen).toEqual(['added a', 'changed a', 'deleted a'])
  })
  it('notices what happened while the files were being loaded', async () => {
    const { seen } = await watched(watchFolder, (folder) => writeFile(join(folder, 'early.json'), file('early')))
    await expect.poll(() => seen).toEqual(['added early'])
  })
  it('notices hundreds of files at once', async () => {
    const { folder, seen } = await watched(watchFolder)
    const names = Array.from({ length: 300 }, (_, i) => `t${i}`)
    await Promise.all(names.map((name) => writeFile(join(folder, `${name}.json`), file(name))))
    await expect.poll(() => new Set(seen).size, { timeout: 10_000 }).toBe(300)
  })
  it('compares the whole folder when the system does not say which file it was', async () => {
    const events = scripted(null)
    const { folder, seen } = await watched(() => events)
    await writeFile(join(folder, 'a.json'), file('a'))
    events.emit('README.md')
    events.emit(null)
    await expect.poll(() => seen).toEqual(['added a'])
  })
  it('looks twice a second, and says so, where the system offers no events', async () => {
    const { folder, seen, warnings } = await watched(() => scripted(new Error('ENOSPC: no more watches')))
    await writeFile(join(folder, 'a.json'), file('a'))
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['added a'])
    expect(warnings).toEqual([expect.stringMatching(/no file events for ssot\//)])
  })
  it('of a folder that cannot be watched fails by its listener, not by an exception', async () => {
    const failures: unknown[] = []
    watchFolder(join(await temporaryFolder(), 'missing')).listen(
      () => undefined,
      (error) => failures.push(error),
    )
    expect(failures).toEqual([expect.objectContaining({ code: 'ENOENT' })])
  })
})
