import { describe, expect, it } from 'vitest'
import { ANNA, BERT, createRemoteWorld } from '../../support/remote-world.ts'

async function worldWithCard() {
  const world = await createRemoteWorld([ANNA])
  const id = await world.create({ request_text: 'Clean the cache' })
  return { world, id, card: world.card(ANNA) }
}

const refusals = (world: Awaited<ReturnType<typeof createRemoteWorld>>) =>
  world.lines('telegram_callback_refused').map((line) => line.data['reason'])

describe('pressed again after a crash', () => {
  it('goes on when the process died between the log and the task', async () => {
    const { world, id, card } = await worldWithCard()
    world.log.fail('task_write_intended')
    const press = world.delivery('p1')
    await expect(world.press('a', card, ANNA, press)).rejects.toThrow()
    world.log.mend()
    await world.restart()

    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(refusals(world)).toEqual(['used'])
    expect(await world.press('a', card, ANNA, press)).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.lines('telegram_callback_accepted')).toHaveLength(1)
  })

  it('finds its own decision when the process died after it', async () => {
    const { world, id, card } = await worldWithCard()
    const press = world.delivery('p1')
    await world.press('a', card, ANNA, press)
    await world.restart()
    expect(await world.press('a', card, ANNA, press)).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.lines('task_approved')).toHaveLength(1)
    expect(refusals(world)).toEqual([])
  })

  it('decides nothing when the task has changed meanwhile', async () => {
    const { world, id, card } = await worldWithCard()
    world.log.fail('task_write_intended')
    const press = world.delivery('p1')
    await expect(world.press('a', card, ANNA, press)).rejects.toThrow()
    world.log.mend()
    await world.change(id, { request_text: 'Delete everything' }, 'task_updated')
    await world.restart()
    expect(await world.press('a', card, ANNA, press)).toMatchObject({ outcome: 'refused' })
    expect(refusals(world)).toEqual(['stale'])
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(3000)
    expect(world.card(ANNA).text).toContain('Delete everything')
  })

  it('is refused to somebody who is no operator any more', async () => {
    const { world, id, card } = await worldWithCard()
    world.log.fail('task_write_intended')
    const press = world.delivery('p1')
    await expect(world.press('a', card, ANNA, press)).rejects.toThrow()
    world.log.mend()
    await world.restart([BERT])
    expect(await world.press('a', card, ANNA, press)).toMatchObject({ outcome: 'refused' })
    expect(world.taskOf(id).verdict).toBeNull()
  })
})

describe('Details', () => {
  it('shows the whole request in further messages and leaves the card usable', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: `${'word '.repeat(1200)}THE END` })
    const card = world.card(ANNA)
    expect(card.text).not.toContain('THE END')
    expect(await world.press('d', card, ANNA)).toEqual({ outcome: 'answered', task_ids: [id] })
    await world.pass(5000)
    expect(world.inChat(ANNA).some(({ text }) => text.includes('THE END'))).toBe(true)
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'decided' })
  })
})
