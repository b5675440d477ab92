import { describe, expect, it } from 'vitest'
import { ANNA, BERT, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

const HOUR_MS = 3_600_000

describe('the desk after a restart', () => {
  it('knows its cards: an open one still decides', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.pass(HOUR_MS)
    await world.restart()
    expect(await world.press('a', card, ANNA)).toEqual({ outcome: 'decided', task_ids: [id] })
  })

  it('knows which cards are used up', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.press('a', card, ANNA)
    await world.restart()
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(world.lines('telegram_callback_refused')[0]?.data['reason']).toBe('used')
  })

  it('does not send the cards of old tasks again', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.create({ request_text: 'Clean the cache' })
    await world.pass(2000)
    await world.restart()
    await world.restart()
    await world.pass(30_000)
    expect(world.inChat(ANNA)).toHaveLength(1)
  })

  it('sends the card that was interrupted', async () => {
    const world = await createRemoteWorld([ANNA])
    world.messenger.fail('unreachable', 3)
    const id = await world.create({ request_text: 'Clean the cache' })
    expect(world.messenger.sent).toEqual([])
    world.messenger.fail('unreachable', 0)
    await world.restart()
    await world.pass(2000)
    expect(world.card(ANNA).text).toContain(id)
    expect(world.inChat(ANNA)).toHaveLength(1)
  })

  it('says nothing of tasks that are older than a day or decided', async () => {
    const world = await createRemoteWorld([])
    await world.create({ request_text: 'Clean the cache' })
    await world.pass(25 * HOUR_MS)
    await world.decideInConsole(await world.create({ request_text: 'Done' }), 'approve')
    await world.restart([ANNA])
    await world.pass(5000)
    expect(world.messenger.sent).toEqual([])
  })

  it('counts them when there are many', async () => {
    const world = await createRemoteWorld([])
    for (let n = 0; n < 9; n += 1) await world.create({ request_text: `Task ${n}` })
    await world.restart([ANNA])
    await world.pass(70_000)
    expect(world.lines('telegram_card_sent')).toHaveLength(5)
    expect(world.inChat(ANNA).at(-1)?.text).toBe('4 new tasks: /tasks')
  })

  it('replaces the card of a task that changed while the console was off', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const old = world.card(ANNA)
    await world.pass(60_000)
    world.crash()
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    await world.restart()
    await world.pass(5000)
    expect(world.card(ANNA).text).toContain('Something else')
    expect(world.messenger.shown(old.message_id).buttons).toEqual([])
  })

  it.each([[[]], [[BERT]]])('takes the buttons from whoever is no operator any more (now %j)', async (operators) => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.restart(operators)
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    await world.pass(15_000)
    expect(world.messenger.shown(card.message_id).buttons).toEqual([])
    expect(world.inChat(ANNA)).toHaveLength(1)
    expect(world.lines('telegram_card_withdrawn').map(({ data }) => data['reason'])).toEqual(['not_operator'])
  })

  it('leaves the buttons in a group while anybody is an operator', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.command(GROUP, ANNA, 'task', id)
    await world.pass(2000)
    await world.restart([BERT])
    await world.pass(5000)
    expect(await world.press('a', world.card(GROUP), BERT)).toMatchObject({ outcome: 'decided' })
  })

  it('forgets a card two days after it was sent, and a question with it', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.press('r', card, ANNA)
    await world.pass(3000)
    const question = world.inChat(ANNA).findLast(({ force_reply }) => force_reply)
    if (question === undefined) throw new Error('nothing was asked')
    await world.pass(47 * HOUR_MS)
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(true)
    await world.pass(2 * HOUR_MS)
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(false)
    await world.press('a', card, ANNA)
    expect(world.lines('telegram_callback_refused')[0]?.data['reason']).toBe('unknown_card')
  })

  it('marks the cards that expired while it was off', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    world.timers.advance(1000)
    await world.desk.close()
    world.timers.advance(25 * HOUR_MS)
    await world.restart()
    await world.pass(3000)
    expect(world.messenger.shown(card.message_id).text).toContain('expired')
  })

  it('is not confused by lines that it cannot read', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    for (const type of ['telegram_card_sent', 'telegram_callback_accepted', 'telegram_card_withdrawn'] as const)
      for (const data of [{}, { card_id: 'x' }, { card_id: null, reason: 'whatever' }])
        await world.log.record({
          ...{ type, actor: { sub: 'x', scopes: [], door: 'system' }, correlation_id: 'x', task_id: id },
          ...{ route: null, status: null, data },
        })
    await world.restart()
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'decided' })
  })
})

describe('the desk', () => {
  it('keeps 2,000 cards: the oldest can decide nothing any more', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'The oldest' })
    const oldest = world.card(ANNA)
    const sent = world.lines('telegram_card_sent')[0]
    if (sent === undefined) throw new Error('no card')
    const { actor, correlation_id, task_id, data } = sent
    for (let n = 0; n < 1999; n += 1) {
      const card_id = Buffer.from(`card${String(n).padStart(8, '0')}`).toString('base64url')
      await world.log.record({
        ...{ type: 'telegram_card_sent', actor, correlation_id, task_id, route: null, status: null },
        data: { ...data, card_id, chat_id: GROUP, message_id: n },
      })
    }
    await world.restart()
    await world.create({ request_text: 'One more' })
    await world.pass(5000)
    expect(world.lines('telegram_card_withdrawn').map(({ data }) => data['reason'])).toEqual(['crowded_out'])
    expect(await world.press('a', oldest, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('goes on deciding when the line of a card cannot be written: that card is not known', async () => {
    const world = await createRemoteWorld([ANNA])
    world.log.fail('telegram_card_sent')
    const id = await world.create({ request_text: 'Clean the cache' })
    const lost = world.card(ANNA)
    expect(world.complaints).toHaveLength(1)
    world.log.mend()
    expect(await world.press('a', lost, ANNA)).toMatchObject({ outcome: 'refused' })
    await world.command(ANNA, ANNA, 'task', id)
    await world.pass(3000)
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('waits for a card that is on its way before it judges a press on it', async () => {
    const world = await createRemoteWorld([ANNA])
    const release = world.messenger.hold()
    await world.create({ request_text: 'Clean the cache' })
    const card_id = Buffer.from(world.lastHex(12), 'hex').toString('base64url')
    const onItsWay = { message_id: 1000, chat_id: ANNA, text: '', reply_to: null, force_reply: false }
    const pressing = world.press('a', { ...onItsWay, buttons: [[{ text: 'Approve', data: `a:${card_id}` }]] }, ANNA)
    await world.settle()
    release()
    expect(await pressing).toMatchObject({ outcome: 'decided' })
  })

  it('does nothing more once it is closed', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    await world.desk.close()
    await world.create({ request_text: 'Later' })
    await world.pass(60_000)
    expect(world.messenger.sent).toHaveLength(1)
    expect(world.timers.waiting()).toBe(0)
  })
})
