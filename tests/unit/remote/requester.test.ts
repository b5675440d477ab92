import { describe, expect, it } from 'vitest'
import { telegramTaskId } from '../../../main/core/kernel/telegram-task-id.ts'
import type { ShownMessage } from '../../support/fake-messenger.ts'
import { ANNA, CARL, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

describe('whoever asked for a task', () => {
  const asked = async (chat_id: number, by: number) => {
    const world = await createRemoteWorld([ANNA])
    const id = telegramTaskId(chat_id, 5)
    const task = { source: 'telegram' as const, chat_id, message_id: 5, requested_by: `telegram:${by}` }
    await world.change(id, task, 'task_created')
    await world.pass(2000)
    return { world, id }
  }

  it('hears that it was approved', async () => {
    const { world, id } = await asked(CARL, CARL)
    await world.press('a', world.card(ANNA), ANNA)
    await world.pass(3000)
    expect(world.inChat(CARL).at(-1)).toMatchObject({ text: `Task ${id} was approved.`, reply_to: 5, buttons: [] })
  })

  it('hears why it was rejected, in the group where it was asked for', async () => {
    const { world, id } = await asked(GROUP, CARL)
    await world.press('r', world.card(ANNA), ANNA)
    await world.pass(3000)
    await world.reply(world.inChat(ANNA).at(-1) as ShownMessage, ANNA, 'Too broad\nby far')
    await world.pass(5000)
    expect(world.inChat(GROUP).at(-1)?.text).toBe(`Task ${id} was rejected: Too broad by far`)
  })

  it('hears it after a crash, and not again at the start after that', async () => {
    const { world, id } = await asked(CARL, CARL)
    world.crash()
    await world.decideInConsole(id, 'approve')
    await world.restart()
    await world.pass(3000)
    const told = () => world.inChat(CARL).filter(({ text }) => text === `Task ${id} was approved.`)
    expect(told()).toHaveLength(1)
    expect(world.lines('telegram_outcome_shown')).toContainEqual(
      expect.objectContaining({ task_id: id, data: expect.objectContaining({ card_id: null, chat_id: CARL }) }),
    )
    await world.restart()
    await world.pass(5000)
    expect(told()).toHaveLength(1)
  })

  it('hears nothing of what was decided more than a day ago', async () => {
    const { world } = await asked(CARL, CARL)
    world.crash()
    await world.decideInConsole(telegramTaskId(CARL, 5), 'approve')
    world.timers.advance(25 * 3_600_000)
    await world.restart()
    await world.pass(5000)
    expect(world.inChat(CARL).map(({ text }) => text)).not.toContainEqual(expect.stringContaining('was approved'))
  })

  it('hears nothing more once he may not ask any more', async () => {
    const { world } = await asked(CARL, CARL)
    world.unheard.add(CARL)
    await world.press('a', world.card(ANNA), ANNA)
    await world.pass(3000)
    expect(world.inChat(CARL).map(({ text }) => text)).not.toContainEqual(expect.stringContaining('was approved'))
  })

  it('is told nothing more as an operator: the card says it', async () => {
    const { world } = await asked(GROUP, ANNA)
    await world.press('a', world.card(ANNA), ANNA)
    await world.pass(3000)
    expect(world.inChat(GROUP).map(({ text }) => text)).not.toContainEqual(expect.stringContaining('was approved'))
  })

  it('is not looked for in a chat that only the file names', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { chat_id: 555, message_id: 5 }, 'task_updated')
    const other = telegramTaskId(555, 6)
    await world.change(other, { chat_id: 555, message_id: 6 }, 'task_updated')
    await world.decideInConsole('aaaaaaaaaaaa', 'approve')
    await world.decideInConsole(other, 'approve')
    await world.pass(3000)
    expect(world.inChat(555)).toEqual([])
  })
})
