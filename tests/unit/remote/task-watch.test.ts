import { describe, expect, it } from 'vitest'
import { ANNA, BERT, CARL, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

describe('a new task', () => {
  it('comes to every operator as a card with buttons, bound to what it shows', async () => {
    const world = await createRemoteWorld([ANNA, BERT])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.pass(100)
    for (const chat of [ANNA, BERT]) {
      const card = world.card(chat)
      expect(card.text).toContain(`Task ${id}: pending`)
      expect(card.buttons.flat().map(({ text }) => text)).toEqual(['Approve', 'Reject', 'Details'])
      for (const { data } of card.buttons.flat()) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
    }
    expect(world.lines('telegram_card_sent')).toHaveLength(2)
    expect(world.lines('telegram_card_sent')[0]).toMatchObject({
      task_id: id,
      correlation_id: world.taskOf(id).correlation_id,
      data: {
        base_sha: world.store.index.get(id)?.base_sha,
        version: 1,
        chat_id: ANNA,
        message_id: world.card(ANNA).message_id,
        expires_at: '2026-02-01T09:30:00.000Z',
      },
    })
  })

  it('comes to nobody while no operator is configured', async () => {
    const world = await createRemoteWorld([])
    await world.create({ request_text: 'Clean the cache' })
    await world.pass(2000)
    expect(world.messenger.sent).toEqual([])
  })

  it('is acknowledged to whoever wrote it, and shown to the operator', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { chat_id: CARL, message_id: 5 }, 'task_created')
    await world.pass(100)
    expect(world.inChat(CARL)).toMatchObject([{ text: 'Received as task aaaaaaaaaaaa.', reply_to: 5, buttons: [] }])
    expect(world.inChat(ANNA)).toHaveLength(1)
  })

  it('is acknowledged in a group without showing it there', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { chat_id: GROUP, message_id: 5 }, 'task_created')
    await world.pass(100)
    expect(world.inChat(GROUP).map(({ text }) => text)).toEqual(['Received as task aaaaaaaaaaaa.'])
  })

  it('of an operator comes back as its card alone', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { chat_id: ANNA, message_id: 5 }, 'task_created')
    await world.pass(3000)
    expect(world.inChat(ANNA)).toHaveLength(1)
    expect(world.card(ANNA).text).toContain('aaaaaaaaaaaa')
  })

  it('makes the bot write to no chat that a file of another program or another source names', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('bbbbbbbbbbbb', { source: 'github', chat_id: 555, message_id: 5 }, 'task_created')
    await world.change('aaaaaaaaaaaa', { chat_id: 555, message_id: 5 }, 'task_updated')
    await world.pass(100)
    expect(world.inChat(555)).toEqual([])
    await world.pass(2000)
    expect(world.inChat(ANNA)).toHaveLength(2)
  })
})

describe('a task with files', () => {
  const file = (state: 'waiting' | 'kept') => ({
    ...{ attachment_id: 'a', kind: 'photo' as const, file_id: 'f', name: null, media_type: null, bytes: 1, state },
    ...{ reason: null, package_id: null },
  })

  it('comes as one card that shows the files, when they are there soon', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { attachments: [file('waiting')] }, 'task_created')
    await world.pass(2000)
    expect(world.inChat(ANNA)).toEqual([])
    await world.change('aaaaaaaaaaaa', { attachments: [file('kept')] }, 'task_updated')
    await world.pass(30_000)
    expect(world.inChat(ANNA)).toHaveLength(1)
    expect(world.card(ANNA).text).toContain('- photo, 1 bytes: kept')
  })

  it('does not wait for files longer than five seconds', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { attachments: [file('waiting')] }, 'task_created')
    await world.pass(6000)
    expect(world.card(ANNA).text).toContain('- photo, 1 bytes: waiting')
  })

  it('that was decided meanwhile gets no card', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.change('aaaaaaaaaaaa', { attachments: [file('waiting')] }, 'task_created')
    await world.decideInConsole('aaaaaaaaaaaa', 'approve')
    await world.pass(10_000)
    expect(world.inChat(ANNA)).toEqual([])
  })
})

describe('a flood of new tasks', () => {
  it('gives five cards and then one line with the count', async () => {
    const world = await createRemoteWorld([ANNA])
    for (let n = 0; n < 17; n += 1) await world.create({ request_text: `Task ${n}` })
    await world.pass(70_000)
    expect(world.lines('telegram_card_sent')).toHaveLength(5)
    expect(world.inChat(ANNA).map(({ text }) => text)).toContain('12 new tasks: /tasks')
    expect(world.inChat(ANNA)).toHaveLength(6)
  })

  it('is over after a minute', async () => {
    const world = await createRemoteWorld([ANNA])
    for (let n = 0; n < 6; n += 1) await world.create({ request_text: `Task ${n}` })
    await world.pass(130_000)
    expect(world.inChat(ANNA).at(-1)?.text).toBe('1 new task: /tasks')
    const id = await world.create({ request_text: 'Later' })
    await world.pass(2000)
    expect(world.card(ANNA).text).toContain(id)
  })
})

describe('a task that changes while its card is open', () => {
  it('gets a new card, and the old one says so', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const old = world.card(ANNA)
    await world.pass(20_000)
    await world.change(id, { request_text: 'Something else' }, 'task_amended')
    await world.pass(3000)
    expect(world.messenger.shown(old.message_id)).toMatchObject({
      buttons: [],
      text: expect.stringContaining('Replaced: the task has changed. See the newer card.'),
    })
    expect(world.card(ANNA).text).toContain('Something else')
    expect(world.lines('telegram_card_withdrawn').map(({ data }) => data['reason'])).toEqual(['replaced'])
  })

  it('gets one new card in ten seconds, however often it changes', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    for (let n = 0; n < 8; n += 1) {
      await world.change(id, { request_text: `Words ${n}` }, 'task_updated')
      await world.pass(1000)
    }
    expect(world.lines('telegram_card_sent')).toHaveLength(1)
    await world.pass(6000)
    expect(world.lines('telegram_card_sent')).toHaveLength(2)
    expect(world.card(ANNA).text).toContain('Words 7')
  })

  it('shares its new cards with every other: a chat gets five at once and five a minute', async () => {
    const world = await createRemoteWorld([ANNA])
    const ids: string[] = []
    for (let n = 0; n < 12; n += 1) {
      ids.push(await world.create({ request_text: `Number ${n}` }))
      await world.pass(20_000)
    }
    const before = world.lines('telegram_card_sent').length
    const edit = async () => {
      for (const id of ids) await world.change(id, { title: `Edited at ${world.clock.now()}` }, 'task_amended')
    }
    await edit()
    await world.pass(10_000)
    expect(world.lines('telegram_card_sent').length - before).toBe(5)
    for (let n = 0; n < 12; n += 1) {
      await edit()
      await world.pass(10_000)
    }
    expect(world.lines('telegram_card_sent').length - before).toBeLessThanOrEqual(5 + 11)
    // Once the edits end, every task has a card that shows it as it is.
    await world.pass(180_000)
    const shown = new Set(world.lines('telegram_card_sent').map(({ data }) => data['base_sha']))
    expect(ids.filter((id) => !shown.has(world.store.index.get(id)?.base_sha ?? ''))).toEqual([])
  })

  it('gets a new card when it changed while its card was on its way', async () => {
    const world = await createRemoteWorld([ANNA])
    const release = world.messenger.hold()
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    release()
    await world.pass(15_000)
    expect(world.card(ANNA).text).toContain('Something else')
    expect(world.messenger.shown(1000).buttons).toEqual([])
  })

  it('has one open card in a chat, also when it was asked for while the first was on its way', async () => {
    const world = await createRemoteWorld([ANNA])
    const release = world.messenger.hold()
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.command(ANNA, ANNA, 'task', id)
    release()
    await world.pass(5000)
    const shown = world.inChat(ANNA).map(({ message_id }) => world.messenger.shown(message_id))
    expect(shown.map(({ buttons }) => buttons.length > 0)).toEqual([false, true])
  })

  it('closes every card when somebody decides, in whatever place', async () => {
    const world = await createRemoteWorld([ANNA, BERT])
    await world.create({ request_text: 'Clean the cache' })
    await world.pass(1000)
    const [annas, berts] = [world.card(ANNA), world.card(BERT)]
    await world.press('a', annas, ANNA)
    await world.pass(3000)
    for (const { message_id } of [annas, berts])
      expect(world.messenger.shown(message_id)).toMatchObject({
        buttons: [],
        text: expect.stringContaining('Approved by telegram:7'),
      })
    expect(
      world
        .lines('telegram_card_withdrawn')
        .map(({ data }) => data['reason'])
        .sort(),
    ).toEqual(['decided', 'used'])
  })

  it('comes back with a card when a decision is taken back or work waits for review', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.pass(1000)
    await world.press('a', world.card(ANNA), ANNA)
    await world.pass(3000)
    await world.change(id, { verdict: null, admin_approved: false, request_text: 'New words' }, 'task_amended')
    await world.pass(3000)
    expect(world.card(ANNA).text).toContain('New words')
    expect(world.card(ANNA).text).toContain(
      '\nApproved by telegram:7 at 2026-01-31 09:30:01 UTC; taken back because the requester changed the words.\n',
    )
    const rounds = [{ dispatch: {}, ack: {}, result: {}, observed: {}, verdict: null, ended: null }]
    await world.change(id, { rounds }, 'task_updated')
    await world.pass(3000)
    expect(world.card(ANNA).text).toContain('needs review')
  })

  it('closes the card of a file that is gone', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.remove(id)
    await world.pass(3000)
    expect(world.messenger.shown(card.message_id)).toMatchObject({ buttons: [], text: expect.stringContaining('gone') })
    await world.press('a', card, ANNA)
    expect(world.lines('telegram_callback_refused')[0]?.data['reason']).toBe('task_gone')
  })
})
