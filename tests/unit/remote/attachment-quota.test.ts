import { describe, expect, it } from 'vitest'
import { telegramTaskId } from '../../../main/core/kernel/telegram-task-id.ts'
import { CARL, createRemoteWorld } from '../../support/remote-world.ts'
import { attachment, attachmentWorld, JPEG, telegramTask } from './attachment-world.ts'

const DAY_MS = 24 * 3_600_000
const from = (user: number) => ({ requested_by: `telegram:${user}`, chat_id: user })
const photo = (n: number) => attachment({ attachment_id: `photo-${n}`, file_id: `file-${n}` })

describe('the files of one user', () => {
  it('are kept up to the number for a day; what is beyond is refused, told and on record', async () => {
    const world = await attachmentWorld(telegramTask('t1', [photo(1), photo(2), photo(3)], from(8)))
    world.perDay.files = 2
    const running = await world.boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['kept', 'kept', 'refused'])
    const reason = 'Limit reached: 2 files of telegram:8 within 24 hours.'
    expect(running.task().attachments[2]).toMatchObject({ reason, package_id: null })
    expect(world.lines('evidence_failed')).toMatchObject([{ task_id: 't1', data: { state: 'refused', reason } }])
    expect(world.notKept).toEqual([`t1 photo: ${reason}`])
    expect(world.fetchFile).toHaveBeenCalledTimes(2)
  })

  it('are kept up to their bytes, also when the sender announced fewer', async () => {
    const small = { ...photo(2), bytes: 1 }
    const world = await attachmentWorld(telegramTask('t1', [photo(1), small], from(8)))
    world.perDay.bytes = JPEG.length * 2 - 1
    const running = await world.boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['kept', 'refused'])
    expect(await running.evidence.list('t1')).toHaveLength(1)
  })

  it('count in every chat, and for nobody else', async () => {
    const tasks = [
      telegramTask('t1', [photo(1)], from(8)),
      telegramTask('t2', [photo(1)], { ...from(8), chat_id: -100 }),
      telegramTask('t3', [photo(1)], from(9)),
    ]
    const world = await attachmentWorld(...tasks)
    world.perDay.files = 1
    const running = await world.boot()
    running.start()
    await expect.poll(() => running.states('t3')).toEqual(['kept'])
    await expect.poll(() => [...running.states('t1'), ...running.states('t2')].sort()).toEqual(['kept', 'refused'])
  })

  it('still count after a restart, and no more after a day', async () => {
    const world = await attachmentWorld(
      telegramTask('t1', [photo(1)], from(8)),
      telegramTask('t2', [{ ...photo(1), state: 'failed', reason: 'x' }, photo(2)], from(8)),
      telegramTask('t3', [{ ...photo(1), state: 'failed', reason: 'x' }, photo(2)], from(8)),
    )
    world.perDay.files = 1
    const first = await world.boot()
    first.look('t1')
    await expect.poll(() => first.states('t1')).toEqual(['kept'])
    await first.stop()
    // The log of these tests has times of its own: the same day.
    const kept = world.lines('evidence_kept')[0]
    if (kept !== undefined) kept.ts = new Date(world.timers.clock.now()).toISOString()
    const second = await world.boot()
    second.look('t2')
    await expect.poll(() => second.states('t2')).toEqual(['failed', 'refused'])
    world.timers.advance(DAY_MS + 1)
    second.look('t3')
    await expect.poll(() => second.states('t3')).toEqual(['failed', 'kept'])
  })
})

describe('whoever sent a file that is not kept', () => {
  it('is told why, a few times and then that there were more', async () => {
    const world = await createRemoteWorld([7])
    const id = telegramTaskId(CARL, 5)
    const asked = { source: 'telegram', chat_id: CARL, message_id: 5, requested_by: `telegram:${CARL}` } as const
    await world.change(id, asked, 'task_created')
    await world.pass(2000)
    for (let n = 0; n < 9; n += 1) world.desk.fileNotKept(world.taskOf(id), 'photo', 'Limit reached: 2 files.')
    await world.pass(20_000)
    const told = world.inChat(CARL).map(({ text }) => text)
    expect(told.filter((text) => text === `A photo of task ${id} was not kept: Limit reached: 2 files.`)).toHaveLength(
      5,
    )
    expect(told.filter((text) => text.startsWith('More files were not kept'))).toHaveLength(1)
    expect(told).toHaveLength(7)
  })
})
