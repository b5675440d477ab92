import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { AttachmentParts } from '../../../main/core/remote/attachments.ts'
import { attachment, attachmentWorld, JPEG, telegramTask } from './attachment-world.ts'

/** Fetches that end when the test says so, in the order in which they began. */
function heldFetches() {
  const held: { readonly id: string; readonly release: () => void }[] = []
  const begun: string[] = []
  const fetchFile: AttachmentParts['messenger']['fetchFile'] = (id) => {
    begun.push(id)
    return new Promise((resolve) => held.push({ id, release: () => resolve({ bytes: JPEG }) }))
  }
  const release = (id: string): void =>
    held
      .splice(
        held.findIndex((one) => one.id === id),
        1,
      )[0]
      ?.release()
  return { fetchFile, begun, release, holding: () => held.map(({ id }) => id).sort() }
}

const file = (id: string) => attachment({ attachment_id: id, file_id: id })

describe('several attachments', () => {
  it('come one at a time from a chat and two at a time in all', async () => {
    const { boot, fetchFile } = await attachmentWorld(
      telegramTask('t1', [file('a1'), file('a2')], { chat_id: 1 }),
      telegramTask('t2', [file('a3')], { chat_id: 1 }),
      telegramTask('t3', [file('b1')], { chat_id: 2 }),
      telegramTask('t4', [file('c1')], { chat_id: 3 }),
    )
    const { fetchFile: hold, begun, release, holding } = heldFetches()
    fetchFile.mockImplementation(hold)
    const running = await boot()
    for (const id of ['t1', 't2', 't3', 't4']) running.look(id)
    await expect.poll(holding).toEqual(['a1', 'b1'])
    release('b1')
    await expect.poll(holding).toEqual(['a1', 'c1'])
    release('c1')
    await expect.poll(() => running.states('t4')).toEqual(['kept'])
    expect(begun).toEqual(['a1', 'b1', 'c1'])
    release('a1')
    await expect.poll(holding).toEqual(['a2'])
    release('a2')
    await expect.poll(holding).toEqual(['a3'])
    release('a3')
    await expect.poll(() => running.states('t2')).toEqual(['kept'])
    expect(running.task('t1').evidence.map((ref) => ref.package_id)).toEqual(['telegram-42-a1', 'telegram-42-a2'])
  })
})

describe('stopping', () => {
  it('does not keep what arrives later: it waits for the next start', async () => {
    const { boot, fetchFile, folder, timers } = await attachmentWorld(telegramTask('t1', [file('a1')], {}))
    const { fetchFile: hold, release, holding } = heldFetches()
    fetchFile.mockImplementation(hold)
    const running = await boot()
    running.start()
    await expect.poll(holding).toEqual(['a1'])
    let ended = false
    const stopping = running.stop().then(() => {
      ended = true
    })
    running.look('t1')
    await Promise.resolve()
    expect(ended).toBe(false)
    release('a1')
    await stopping
    expect([await readdir(folder), running.states(), timers.waiting()]).toEqual([[], ['waiting'], 0])
    fetchFile.mockResolvedValue({ bytes: JPEG })
    const next = await boot()
    next.start()
    await expect.poll(() => next.states()).toEqual(['kept'])
  })

  it('waits no longer than five seconds for a fetch that does not end', async () => {
    const { boot, fetchFile, timers } = await attachmentWorld(telegramTask('t1', [file('a1')], {}))
    const { fetchFile: hold, release, holding } = heldFetches()
    fetchFile.mockImplementation(hold)
    const running = await boot()
    running.start()
    await expect.poll(holding).toEqual(['a1'])
    const stopping = running.stop()
    timers.advance(5000)
    await stopping
    release('a1')
    await running.stop()
    expect(running.states()).toEqual(['waiting'])
  })

  it('ends the pause of what was to be tried again', async () => {
    const { boot, fetchFile, timers } = await attachmentWorld(telegramTask('t1', [file('a1')], {}))
    fetchFile.mockRejectedValue(new Error('something unforeseen'))
    const running = await boot()
    running.start()
    await expect.poll(() => timers.waiting()).toBe(1)
    await running.stop()
    expect(timers.waiting()).toBe(0)
  })
})
