import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkFolders } from '../../../main/adapters/files/work-folders.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { createToolContext } from '../../../main/core/tools/tool-context.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { foundArtifact } from '../../support/tool-context.ts'

const CALL = 'call-0123456789abcdef'
const clock = { now: () => 0 }

async function folders() {
  const root = await temporaryFolder()
  return { root, work: createWorkFolders(join(root, 'audit', 'work')) }
}

describe('the work folder of a call', () => {
  it('is listed with everything in it, and a folder that was never made holds nothing', async () => {
    const { work } = await folders()
    expect(await work.list(CALL)).toEqual([])
    const folder = await work.open(CALL)
    await mkdir(join(folder, 'b'))
    await writeFile(join(folder, 'b', 'film.mkv'), 'film')
    await writeFile(join(folder, 'a.json'), '{}')
    await symlink('/etc/passwd', join(folder, 'link'))
    expect(await work.list(CALL)).toMatchObject([
      { name: 'a.json', bytes: 2 },
      { name: join('b', 'film.mkv'), bytes: 4 },
      { name: 'link' },
    ])
    await work.remove(CALL)
    expect(await work.list(CALL)).toEqual([])
  })

  it('takes a copy of a file, over one that a crash left half, and tells the sha256 of the copy', async () => {
    const { root, work } = await folders()
    const file = join(root, 'film.mkv')
    await writeFile(file, 'film')
    await writeFile(join(await work.open(CALL), 'copy'), 'half of an earlier and longer one')
    const copy = await work.copy(CALL, { file, name: 'copy' }, new AbortController().signal)
    expect(copy).toEqual({ file: join(await work.open(CALL), 'copy'), sha256: sha256('film') })
    await writeFile(file, 'other')
    expect(await readFile(copy.file, 'utf8')).toBe('film')
  })

  it('gives a copy up when the call is ended', async () => {
    const { root, work } = await folders()
    await writeFile(join(root, 'film.mkv'), 'film')
    const ended = AbortSignal.abort(new Error('enough'))
    await expect(work.copy(CALL, { file: join(root, 'film.mkv'), name: 'copy' }, ended)).rejects.toThrow('enough')
  })
})

describe('an artifact that a tool takes as a copy', () => {
  async function contextOf(content: string, expected: string) {
    const { root, work } = await folders()
    const file = join(root, 'evidence.png')
    await writeFile(file, content)
    const found = { ...foundArtifact(sha256(expected), 'image/png'), file }
    return createToolContext(
      { evidence: { find: async () => found }, work, hub: createEventHub({ capacity: 1, startSeq: 0, clock }), clock },
      {
        ...{ call_id: CALL, tool: 'screen.redact', signal: new AbortController().signal },
        task: { task_id: 't1', correlation_id: 'c1' } as never,
      },
    )
  }

  it('is a file of its own in the work folder, with the bytes that are named', async () => {
    const context = await contextOf('picture', 'picture')
    const { file } = await context.copyOf(sha256('picture'))
    expect(file.startsWith(await context.workFolder())).toBe(true)
    expect(await readFile(file, 'utf8')).toBe('picture')
  })

  it('is refused when the file was changed after the evidence had hashed it', async () => {
    const context = await contextOf('something else', 'picture')
    await expect(context.copyOf(sha256('picture'))).rejects.toMatchObject({ error_code: 'artifact_altered' })
  })
})
