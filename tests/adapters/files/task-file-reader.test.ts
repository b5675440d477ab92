import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTaskFileReader } from '../../../main/adapters/files/task-file-reader.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe('reading a file that may have been swapped a moment ago', () => {
  it('neither waits for a pipe nor follows a link', async () => {
    const folder = await temporaryFolder()
    const read = createTaskFileReader()
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await writeFile(join(folder, 'file'), 'x')
    await symlink(join(folder, 'file'), join(folder, 'link'))
    await mkdir(join(folder, 'folder'))
    for (const name of ['pipe', 'link', 'folder', 'missing']) expect(read(join(folder, name))).toBeNull()
    expect(read(join(folder, 'file'))).toMatchObject({ text: 'x', sha: sha256('x'), unread: null })
  })
  it('gives the whole of small and large files, one after the other', async () => {
    const folder = await temporaryFolder()
    const read = createTaskFileReader()
    for (const length of [0, 1, 65_535, 65_536, 65_537, 1_000_000, 3]) {
      const text = 'ü€x'.repeat(length).slice(0, length)
      await writeFile(join(folder, 'file'), text)
      expect(read(join(folder, 'file'))).toMatchObject({ text, sha: sha256(text) })
    }
  })
  it('tells bytes that are not UTF-8 from a text that holds the replacement character', async () => {
    const folder = await temporaryFolder()
    const read = createTaskFileReader()
    await writeFile(join(folder, 'good'), 'a\ufffdb')
    await writeFile(join(folder, 'bad'), Buffer.from([0x61, 0xff, 0x62]))
    expect(read(join(folder, 'good'))?.text).toBe('a\ufffdb')
    expect(read(join(folder, 'bad'))).toMatchObject({ text: null, unread: null })
  })
})
