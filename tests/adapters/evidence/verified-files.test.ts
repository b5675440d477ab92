import { appendFile, copyFile, link, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hashPlain } from '../../../main/adapters/files/plain-file.ts'
import { createVerifiedFiles } from '../../../main/adapters/files/verified-files.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const settled = async (path: string): Promise<boolean> => Date.now() - (await stat(path)).ctimeMs > 2100

/** A file, and a memory that says how often it was read. */
async function world() {
  const path = join(await temporaryFolder(), 'file')
  await writeFile(path, 'Ship it')
  let reads = 0
  const gate = { opened: Promise.resolve() }
  const verified = createVerifiedFiles(async (...given) => {
    reads += 1
    await gate.opened
    return hashPlain(...given)
  })
  return { path, gate, reads: () => reads, hash: () => verified.hash(path, 7) }
}

it('a file that does not change is read once, one that was just written each time', async () => {
  const { path, reads, hash } = await world()
  for (const _ of [1, 2]) expect(await hash()).toMatchObject({ sha256: sha256('Ship it') })
  expect(reads()).toBe(2)
  await expect.poll(() => settled(path), { timeout: 10_000 }).toBe(true)
  for (const _ of [1, 2, 3]) expect(await hash()).toMatchObject({ sha256: sha256('Ship it') })
  expect(reads()).toBe(3)
})

it('many who ask at once for a file have it read once', async () => {
  const { path, gate, reads, hash } = await world()
  const { promise, resolve } = Promise.withResolvers<void>()
  gate.opened = promise
  const asked = Array.from({ length: 5 }, hash)
  // By now each has looked at the file, and waits.
  for (let turn = 0; turn < 20; turn += 1) await stat(path)
  resolve()
  const all = await Promise.all(asked)
  expect(all.every((one) => 'sha256' in one && one.sha256 === sha256('Ship it'))).toBe(true)
  expect(reads()).toBe(1)
})

it.each([
  ['other bytes of the same length, with the times put back', (path: string) => writeFile(path, 'Sink it')],
  [
    'another file in its place',
    async (path: string) => {
      await writeFile(`${path}.new`, 'Sink it')
      await rename(`${path}.new`, path)
    },
  ],
  ['more bytes', (path: string) => appendFile(path, '!')],
])('what was remembered is forgotten after: %s', async (_, change) => {
  const { path, hash } = await world()
  await expect.poll(() => settled(path), { timeout: 10_000 }).toBe(true)
  expect(await hash()).toMatchObject({ sha256: sha256('Ship it') })
  const { atime, mtime } = await stat(path)
  await change(path)
  await utimes(path, atime, mtime)
  expect(await hash()).not.toMatchObject({ sha256: sha256('Ship it') })
})

it('what is no plain file any more is not given out from memory', async () => {
  const { path, hash } = await world()
  await copyFile(path, `${path}.copy`)
  await expect.poll(() => settled(path), { timeout: 10_000 }).toBe(true)
  await hash()
  await rename(path, `${path}.away`)
  expect(await hash()).toEqual({ fault: 'is missing' })
})

it('who asks for a file that was altered while it was read for another is told what it is now', async () => {
  const path = join(await temporaryFolder(), 'file')
  await writeFile(path, 'Ship it')
  const [read, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const verified = createVerifiedFiles(async (...given) => {
    const found = await hashPlain(...given)
    read.resolve()
    await gate.promise
    return found
  })
  const first = verified.hash(path, 7)
  await read.promise
  await writeFile(path, 'Sink it')
  await expect.poll(() => settled(path), { timeout: 10_000 }).toBe(true)
  const second = verified.hash(path, 7)
  for (let turn = 0; turn < 20; turn += 1) await stat(path)
  gate.resolve()
  expect(await first).toMatchObject({ sha256: sha256('Sink it') })
  expect(await second).toMatchObject({ sha256: sha256('Sink it') })
  expect(await verified.hash(path, 7)).toMatchObject({ sha256: sha256('Sink it') })
})

it('a file that gets one more name while it is read is whole, and is read again', async () => {
  const { path, gate, reads, hash } = await world()
  await expect.poll(() => settled(path), { timeout: 10_000 }).toBe(true)
  const { promise, resolve } = Promise.withResolvers<void>()
  gate.opened = promise
  const asked = hash()
  await expect.poll(reads).toBe(1)
  await link(path, `${path}.linked`)
  resolve()
  expect(await asked).toMatchObject({ sha256: sha256('Ship it') })
  expect(reads()).toBe(2)
})
