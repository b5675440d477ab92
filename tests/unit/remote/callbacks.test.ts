import { describe, expect, it } from 'vitest'
import { ANNA, CARL, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

const HOUR_MS = 3_600_000

async function worldWithCard() {
  const world = await createRemoteWorld([ANNA])
  const id = await world.create({ request_text: 'Clean the cache' })
  return { world, id, card: world.card(ANNA) }
}

const refusals = (world: Awaited<ReturnType<typeof createRemoteWorld>>) =>
  world.lines('telegram_callback_refused').map((line) => line.data['reason'])

describe('approving from Telegram', () => {
  it('approves exactly what the card showed, and says who did it and through which door', async () => {
    const { world, id, card } = await worldWithCard()
    const shown = world.store.index.get(id)?.base_sha

    expect(await world.press('a', card, ANNA)).toEqual({ outcome: 'decided', task_ids: [id] })

    expect(world.taskOf(id).verdict).toMatchObject({ decision: 'approve', decided_by: 'telegram:7', door: 'telegram' })
    const [line] = world.lines('task_approved')
    expect(line).toMatchObject({
      actor: { sub: 'telegram:7', scopes: ['admin'], door: 'telegram' },
      correlation_id: world.taskOf(id).correlation_id,
      data: { base_sha: shown },
    })
    expect(world.messenger.answers).toEqual([{ callback_id: 'cb-update-2', text: `Approved: ${id}`, alert: false }])
  })

  it('uses the card up in the log before the task is touched', async () => {
    const { world, card } = await worldWithCard()
    const before = world.log.events.length
    await world.press('a', card, ANNA)
    const types = world.log.types().slice(before)
    expect(types.slice(0, 3)).toEqual(['telegram_callback_accepted', 'task_write_intended', 'task_approved'])
    expect(world.lines('telegram_callback_accepted')[0]?.data).toMatchObject({
      action: 'approve',
      user_id: ANNA,
      delivery_id: 'update-2',
      chat_id: ANNA,
      message_id: card.message_id,
    })
  })

  it('takes the buttons off the card and writes who decided when', async () => {
    const { world, card } = await worldWithCard()
    await world.press('a', card, ANNA)
    await world.pass(2000)
    const shown = world.messenger.shown(card.message_id)
    expect(shown.buttons).toEqual([])
    expect(shown.text).toContain('Approved by telegram:7 at 2026-01-31 09:30:00 UTC through telegram.')
    expect(world.lines('telegram_card_withdrawn').map((line) => line.data['reason'])).toEqual(['used'])
  })

  it('does nothing when the log cannot take the press, and the same press decides later', async () => {
    const { world, id, card } = await worldWithCard()
    world.log.fail('telegram_callback_accepted')
    const press = world.delivery('p1')
    await expect(world.press('a', card, ANNA, press)).rejects.toThrow('ENOSPC')
    expect(world.taskOf(id).verdict).toBeNull()
    expect(world.messenger.answers.at(-1)).toMatchObject({ alert: true, text: expect.stringContaining('Not recorded') })

    world.log.mend()
    expect(await world.press('a', card, ANNA, press)).toMatchObject({ outcome: 'decided' })
    expect(world.taskOf(id).status).toBe('approved')
    expect(world.lines('telegram_callback_accepted')).toHaveLength(1)
  })

  it('waits for the decision and not for Telegram', async () => {
    const { world, id, card } = await worldWithCard()
    world.messenger.hold()
    await world.pass(2000)
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'decided' })
    expect(world.taskOf(id).status).toBe('approved')
  })
})

describe('a press that decides nothing', () => {
  it('is that of somebody who is no operator', async () => {
    const { world, id, card } = await worldWithCard()
    expect(await world.press('a', card, CARL)).toEqual({ outcome: 'refused', task_ids: [id] })
    expect(world.messenger.answers).toEqual([
      { callback_id: 'cb-update-2', text: 'Only an operator may decide.', alert: true },
    ])
    expect(world.taskOf(id).verdict).toBeNull()
    expect(world.lines('telegram_callback_refused')[0]).toMatchObject({
      actor: { sub: 'telegram:9', scopes: [], door: 'telegram' },
      task_id: id,
      data: { reason: 'not_operator', action: 'approve', user_id: CARL, chat_id: ANNA },
    })
  })

  it('is any press while no operator is configured', async () => {
    const { world, id, card } = await worldWithCard()
    await world.restart([])
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(world.messenger.answers.at(-1)?.text).toContain('Deciding from Telegram is off')
    expect(refusals(world)).toEqual(['deciding_off'])
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it.each(['a:AAAAAAAAAAAAAAAA', 'a:', 'x:AAAAAAAAAAAAAAAA', '', `a:${'A'.repeat(60)}`, 'a:../../../../../x'])(
    'is one of a card that was never sent (%j)',
    async (data) => {
      const { world, card } = await worldWithCard()
      const forged = { ...card, buttons: [[{ text: 'Approve', data }]] }
      const press = world.delivery()
      const request = { kind: 'callback', callback_id: 'cb', data, message_id: card.message_id } as const
      const sender = { chat_id: forged.chat_id, user_id: ANNA, name: 'Ann' }
      expect(await world.desk.carryOut({ ...request, ...sender }, press)).toEqual({ outcome: 'refused', task_ids: [] })
      expect(refusals(world)).toEqual(['unknown_card'])
    },
  )

  it('is one that comes from another chat or hangs on another message', async () => {
    const { world, id, card } = await worldWithCard()
    await world.press('a', { ...card, chat_id: GROUP }, ANNA)
    await world.press('a', { ...card, message_id: card.message_id + 1 }, ANNA)
    expect(refusals(world)).toEqual(['wrong_place', 'wrong_place'])
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('is one that comes after 24 hours, whether or not the card was marked by then', async () => {
    const { world, id, card } = await worldWithCard()
    world.timers.advance(24 * HOUR_MS - 16_000)
    await world.settle()
    expect(world.messenger.shown(card.message_id).buttons).not.toEqual([])
    await world.pass(20_000)
    expect(world.messenger.shown(card.message_id)).toMatchObject({
      buttons: [],
      text: expect.stringContaining('expired'),
    })
    expect(world.lines('telegram_card_withdrawn')[0]?.data['reason']).toBe('expired')
    await world.press('a', card, ANNA)
    expect(refusals(world)).toEqual(['expired'])
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('is one at the very second of the end, before the card was marked', async () => {
    const world = await createRemoteWorld([ANNA])
    world.timers.advance(1000)
    await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    world.timers.advance(24 * HOUR_MS)
    await world.press('a', card, ANNA)
    expect(refusals(world)).toEqual(['expired'])
  })

  it('is the second one, also when both come at once', async () => {
    const { world, card } = await worldWithCard()
    const [first, second] = await Promise.all([world.press('a', card, ANNA), world.press('a', card, ANNA)])
    expect([first.outcome, second.outcome].sort()).toEqual(['decided', 'refused'])
    expect(refusals(world)).toEqual(['used'])
    expect(world.lines('task_approved')).toHaveLength(1)
  })

  it('is one on a card whose task has changed; the new card is sent at once', async () => {
    const { world, id, card } = await worldWithCard()
    await world.change(id, { request_text: 'Delete everything' }, 'task_updated')
    expect(await world.press('a', card, ANNA)).toEqual({ outcome: 'refused', task_ids: [id] })
    expect(refusals(world)).toEqual(['stale'])
    expect(world.lines('telegram_callback_accepted')).toEqual([])
    expect(world.messenger.answers.at(-1)?.text).toContain('The new card follows')
    expect(world.taskOf(id).verdict).toBeNull()

    await world.pass(3000)
    const fresh = world.card(ANNA)
    expect(fresh.message_id).not.toBe(card.message_id)
    expect(fresh.text).toContain('Delete everything')
    expect(world.messenger.shown(card.message_id).buttons).toEqual([])
    expect(await world.press('a', fresh, ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('is one that a change overtakes after it was accepted', async () => {
    const { world, id, card } = await worldWithCard()
    const gate = Promise.withResolvers<void>()
    const holding = world.store.exclusive(id, () => gate.promise)
    const changing = world.change(id, { request_text: 'Delete everything' }, 'task_updated')
    const pressing = world.press('a', card, ANNA)
    await world.settle()
    expect(world.lines('telegram_callback_accepted')).toHaveLength(1)
    gate.resolve()
    await Promise.all([holding, changing])
    expect(await pressing).toEqual({ outcome: 'refused', task_ids: [id] })
    expect(refusals(world)).toEqual(['stale'])
    expect(world.lines('write_conflict')).toHaveLength(1)
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(3000)
    expect(world.card(ANNA).text).toContain('Delete everything')
  })

  it('is one on a task that was decided in the console: it says by whom', async () => {
    const { world, id, card } = await worldWithCard()
    await world.decideInConsole(id, 'reject')
    await world.press('a', card, ANNA)
    expect(world.messenger.answers.at(-1)?.text).toContain('Rejected by operator')
    expect(world.taskOf(id).status).toBe('rejected')
  })

  it('is the twenty-first in a row, until time has passed', async () => {
    const { world, id } = await worldWithCard()
    for (let press = 0; press < 20; press += 1) await world.press('d', world.card(ANNA), ANNA)
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'refused' })
    expect(refusals(world)).toEqual(['rate_limited'])
    await world.pass(3000)
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
    expect(world.taskOf(id).status).toBe('approved')
  })

  it('is never the operator’s because others press or ask a lot', async () => {
    const { world } = await worldWithCard()
    for (let press = 0; press < 30; press += 1) await world.press('a', world.card(ANNA), CARL)
    for (let ask = 0; ask < 30; ask += 1) await world.command(ANNA, CARL, 'status')
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
  })
})
