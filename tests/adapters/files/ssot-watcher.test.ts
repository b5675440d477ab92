import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type FolderEvent, type FolderEvents, watchFolder } from '../../../main/adapters/files/folder-events.ts'
import { type JsonTaskStore, openJsonTaskStore } from '../../../main/adapters/files/json-task-store.ts'
import { watchSsot } from '../../../main/adapters/files/ssot-watcher.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { taskFile } from '../../support/task-files.ts'

const file = (task_id: string, text = 'x'): string => taskFile(task_id, text)

/** Whole files, each put in its place at once: of one that is written in its place a look may see half. */
async function putMany(folder: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `t${i}`)
  const put = async (name: string): Promise<void> => {
    await writeFile(join(folder, `${name}.json~`), file(name))
    await rename(join(folder, `${name}.json~`), join(folder, `${name}.json`))
  }
  await Promise.all(names.map(put))
  return names.map((name) => `added ${name}`).sort()
}

interface Watched {
  readonly folder: string
  readonly seen: string[]
  readonly warnings: string[]
  readonly isAway: () => boolean
  readonly close: () => Promise<void>
}

const SOUND = { store: (store: JsonTaskStore) => store, noticed: () => undefined }

async function watched(
  eventsOf: (folder: string) => FolderEvents,
  early: (folder: string) => Promise<void> = async () => undefined,
  fault: { store: (store: JsonTaskStore) => JsonTaskStore; noticed: () => void } = SOUND,
): Promise<Watched> {
  const folder = join(await temporaryFolder(), 'ssot')
  await mkdir(folder)
  const events = eventsOf(folder)
  const store = fault.store(openJsonTaskStore(folder))
  await early(folder)
  const seen: string[] = []
  const warnings: string[] = []
  const logger = {
    info: () => undefined,
    warn: (_: object, text: string) => void warnings.push(text),
    error: (_: object, text: string) => void warnings.push(text),
  }
  const noticed = async ({ task_id, change }: { task_id: string; change: string }): Promise<void> => {
    fault.noticed()
    seen.push(`${change} ${task_id}`)
  }
  const watcher = watchSsot({ events, store, noticed, logger })
  onTestFinished(async () => {
    await watcher.close()
    await store.close()
  })
  return { folder, seen, warnings, isAway: watcher.isAway, close: watcher.close }
}

/** Events as a system gives them that names nothing, or that gives none. */
function scripted(failure: Error | null): FolderEvents & { emit(name: FolderEvent): void } {
  let emit: (name: FolderEvent) => void = () => undefined
  return {
    listen: (onEvent, onFailure) => {
      emit = onEvent
      if (failure !== null) onFailure(failure)
    },
    check: () => 'same',
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
    const added = await putMany(folder, 300)
    await expect.poll(() => seen.toSorted()).toEqual(added)
  })
  it('takes a file that is half written for invalid, and for changed when it is whole', async () => {
    const { folder, seen } = await watched(watchFolder)
    await writeFile(join(folder, 'a.json'), file('a').slice(0, 20))
    await expect.poll(() => seen).toEqual(['invalid a'])
    await writeFile(join(folder, 'a.json'), file('a'))
    await expect.poll(() => seen).toEqual(['invalid a', 'changed a'])
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
    await expect.poll(() => seen).toEqual(['added a'])
    expect(warnings).toEqual([expect.stringMatching(/no file events for ssot\//)])
  })
  it('of a file that fails when it is looked at loses none of the others, and looks at that one again', async () => {
    let failures = 0
    const store = (sound: JsonTaskStore): JsonTaskStore => ({
      ...sound,
      refresh: async (id) => {
        if (id === 't7' && failures++ < 2) throw new Error('EMFILE')
        return sound.refresh(id)
      },
    })
    const { folder, seen, warnings } = await watched(watchFolder, undefined, { ...SOUND, store })
    const added = await putMany(folder, 40)
    await expect.poll(() => seen.toSorted()).toEqual(added)
    expect(warnings).toContainEqual(expect.stringMatching(/looked at again/))
  })
  it('tells a change later, once, when it cannot be recorded now', async () => {
    let down = true
    const noticed = (): void => {
      if (down) throw new Error('the log is full')
    }
    const { folder, seen, warnings } = await watched(watchFolder, undefined, { ...SOUND, noticed })
    await writeFile(join(folder, 'a.json'), file('a'))
    await expect.poll(() => warnings).toContainEqual(expect.stringMatching(/recorded/))
    down = false
    await writeFile(join(folder, 'b.json'), file('b'))
    await expect.poll(() => seen).toEqual(['added a', 'added b'])
  })
  it('tells when it is closed what it could not tell before', async () => {
    let down = true
    const noticed = (): void => {
      if (down) throw new Error('the log is full')
    }
    const { folder, seen, warnings, close } = await watched(watchFolder, undefined, { ...SOUND, noticed })
    await writeFile(join(folder, 'a.json'), file('a'))
    await expect.poll(() => warnings).toContainEqual(expect.stringMatching(/recorded/))
    down = false
    await close()
    expect(seen).toEqual(['added a'])
  })
  it('goes to the folder that takes the place of ssot/, says so, and compares all of it', async () => {
    const { folder, seen, warnings } = await watched(watchFolder)
    await writeFile(join(folder, 'a.json'), file('a', 'one'))
    await expect.poll(() => seen).toEqual(['added a'])
    await rename(folder, `${folder}.old`)
    await cp(`${folder}.old`, folder, { recursive: true })
    await writeFile(join(folder, 'b.json'), file('b'))
    await expect.poll(() => seen).toEqual(['added a', 'added b'])
    expect(warnings).toContainEqual(expect.stringMatching(/another folder/))
    await writeFile(join(folder, 'a.json'), file('a', 'two'))
    await expect.poll(() => seen).toEqual(['added a', 'added b', 'changed a'])
  })
  it('takes no task for deleted while ssot/ itself is away', async () => {
    const { folder, seen, warnings, isAway } = await watched(watchFolder)
    await writeFile(join(folder, 'a.json'), file('a'))
    await expect.poll(() => seen).toEqual(['added a'])
    await rename(folder, `${folder}.old`)
    await expect.poll(() => warnings).toContainEqual(expect.stringMatching(/is gone/))
    expect(isAway()).toBe(true)
    await rename(`${folder}.old`, folder)
    await expect.poll(isAway).toBe(false)
    await writeFile(join(folder, 'b.json'), file('b'))
    await expect.poll(() => seen).toEqual(['added a', 'added b'])
  })
  it('compares the whole folder every five minutes, for events that the system dropped', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { folder, seen } = await watched(() => scripted(null))
    await writeFile(join(folder, 'a.json'), file('a'))
    await vi.advanceTimersByTimeAsync(299_000)
    expect(seen).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    await expect.poll(() => seen).toEqual(['added a'])
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
