import { describe, expect, it } from 'vitest'
import { ANNA, BERT, CARL, createRemoteWorld, GROUP, type RemoteWorld } from '../../support/remote-world.ts'

/** A card on which Anna has pressed Reject, and the question that she got. */
async function worldWithQuestion() {
  const world = await createRemoteWorld([ANNA])
  const id = await world.create({ request_text: 'Clean the cache' })
  const card = world.card(ANNA)
  const pressed = await world.press('r', card, ANNA, world.delivery('press-1'))
  await world.pass(3000)
  return { world, id, card, pressed, question: questionIn(world) }
}

function questionIn(world: RemoteWorld) {
  const found = world.inChat(ANNA).findLast(({ force_reply }) => force_reply)
  if (found === undefined) throw new Error('nothing was asked')
  return found
}

const refusals = (world: RemoteWorld) => world.lines('telegram_callback_refused').map((line) => line.data['reason'])

describe('rejecting from Telegram', () => {
  it('asks for the reason and decides nothing before it is given', async () => {
    const { world, id, card, pressed, question } = await worldWithQuestion()
    expect(pressed).toEqual({ outcome: 'answered', task_ids: [id] })
    expect(question).toMatchObject({ force_reply: true, reply_to: card.message_id, chat_id: ANNA })
    expect(world.taskOf(id).verdict).toBeNull()
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(true)
    expect(world.desk.asked(BERT, question.message_id, null)).toBe(false)
    expect(world.messenger.shown(card.message_id)).toMatchObject({
      buttons: [],
      text: expect.stringContaining('Waiting for the reason'),
    })
    expect(world.lines('telegram_reason_asked')[0]).toMatchObject({
      actor: { sub: 'telegram:7' },
      task_id: id,
      data: { user_id: ANNA, chat_id: ANNA, message_id: question.message_id, expires_at: '2026-01-31T09:40:01.000Z' },
    })
  })

  it('rejects with the words of the answer as comment', async () => {
    const { world, id, card, question } = await worldWithQuestion()
    expect(await world.reply(question, ANNA, ' Too broad.\nSplit it. ')).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.taskOf(id).verdict).toMatchObject({
      decision: 'reject',
      comment: 'Too broad.\nSplit it.',
      decided_by: 'telegram:7',
      door: 'telegram',
    })
    await world.pass(2000)
    expect(world.messenger.shown(card.message_id).text).toContain('Rejected by telegram:7')
    expect(world.messenger.shown(card.message_id).text).toContain('Comment: Too broad. Split it.')
    expect(world.lines('telegram_card_withdrawn').map(({ data }) => data['reason'])).toEqual(['used'])
  })

  it('takes one answer only', async () => {
    const { world, id, question } = await worldWithQuestion()
    const [first, second] = await Promise.all([
      world.reply(question, ANNA, 'Too broad'),
      world.reply(question, ANNA, 'No'),
    ])
    expect([first.outcome, second.outcome]).toEqual(['decided', 'refused'])
    expect(await world.reply(question, ANNA, 'Once more')).toMatchObject({ outcome: 'refused' })
    expect(refusals(world)).toEqual(['unknown_question', 'unknown_question'])
    expect(world.taskOf(id).verdict?.comment).toBe('Too broad')
  })

  it('takes the answer of nobody else', async () => {
    const world = await createRemoteWorld([ANNA, BERT])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.press('r', world.card(ANNA), ANNA)
    await world.pass(3000)
    const question = questionIn(world)
    await world.reply(question, CARL, 'I say so')
    await world.reply(question, BERT, 'I say so')
    expect(refusals(world)).toEqual(['not_operator', 'not_asked'])
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(3000)
    expect(world.inChat(ANNA).at(-1)?.text).toBe('Only the operator who pressed Reject can give the reason.')
    expect(await world.reply(question, ANNA, 'Too broad')).toMatchObject({ outcome: 'decided' })
  })

  it('does not answer everybody who answers a lot', async () => {
    const { world, question } = await worldWithQuestion()
    for (let n = 0; n < 30; n += 1) await world.reply(question, CARL, 'I say so')
    await world.pass(60_000)
    expect(world.inChat(ANNA).filter(({ text }) => text.startsWith('Only an operator'))).toHaveLength(20)
    expect(refusals(world)).toHaveLength(30)
  })

  it('asks again for an answer without words, or with too many', async () => {
    const { world, id, question } = await worldWithQuestion()
    await world.reply(question, ANNA, '  \n ')
    await world.reply(question, ANNA, 'x'.repeat(4001))
    expect(refusals(world)).toEqual(['reason_missing', 'reason_too_long'])
    expect(world.taskOf(id).verdict).toBeNull()
    expect(await world.reply(question, ANNA, 'x'.repeat(4000))).toMatchObject({ outcome: 'decided' })
  })

  it('decides nothing when the task has changed since, and sends the new card', async () => {
    const { world, id, question } = await worldWithQuestion()
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    expect(await world.reply(question, ANNA, 'Too broad')).toEqual({ outcome: 'refused', task_ids: [id] })
    expect(refusals(world)).toEqual(['stale'])
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(5000)
    expect(world.card(ANNA).text).toContain('Something else')
  })

  it('says that the file is gone when it is', async () => {
    const { world, id, question } = await worldWithQuestion()
    await world.remove(id)
    await world.reply(question, ANNA, 'Too broad')
    expect(refusals(world)).toEqual(['task_gone'])
  })
})

describe('a rejection that is not finished', () => {
  it.each(['/cancel', ' /cancel@SomeBot '])('ends when the answer is %j, and a fresh card follows', async (words) => {
    const { world, id, card, question } = await worldWithQuestion()
    expect(await world.reply(question, ANNA, words)).toEqual({ outcome: 'answered', task_ids: [id] })
    await world.pass(3000)
    expect(world.taskOf(id).verdict).toBeNull()
    expect(world.messenger.shown(card.message_id).text).toContain('cancelled')
    expect(world.card(ANNA).message_id).toBeGreaterThan(question.message_id)
    expect(await world.reply(question, ANNA, 'Too broad')).toMatchObject({ outcome: 'refused' })
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('ends with the command as well, but only for whoever began it', async () => {
    const { world, id } = await worldWithQuestion()
    expect(await world.command(ANNA, BERT, 'cancel')).toEqual({ outcome: 'answered', task_ids: [] })
    expect(await world.command(ANNA, ANNA, 'cancel')).toEqual({ outcome: 'answered', task_ids: [id] })
    await world.pass(4000)
    expect(world.inChat(ANNA).some(({ text }) => text === 'There is nothing to cancel.')).toBe(true)
    expect(world.card(ANNA).text).toContain(id)
  })

  it('ends after ten minutes, and a fresh card follows', async () => {
    const { world, id, card, question } = await worldWithQuestion()
    await world.pass(10 * 60_000 + 20_000)
    expect(world.messenger.shown(card.message_id).text).toContain('No reason was given within ten minutes')
    const fresh = world.card(ANNA)
    expect(fresh.message_id).toBeGreaterThan(question.message_id)
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(true)
    expect(await world.reply(question, ANNA, 'Too broad')).toMatchObject({ outcome: 'refused' })
    expect(refusals(world)).toEqual(['reason_late'])
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('is too late to the second, even before the card was marked', async () => {
    const { world, id, question } = await worldWithQuestion()
    const expires = Date.parse(String(world.lines('telegram_reason_asked')[0]?.data['expires_at']))
    world.timers.advance(expires - world.clock.now())
    const result = await world.reply(question, ANNA, 'Too broad')
    expect(result).toMatchObject({ outcome: 'refused' })
    expect(world.taskOf(id).verdict).toBeNull()
    await world.pass(3000)
    expect(world.card(ANNA).message_id).toBeGreaterThan(question.message_id)
  })
})

describe('a rejection across a crash', () => {
  it('still knows its question, its operator and its end', async () => {
    const { world, id, question } = await worldWithQuestion()
    await world.restart([ANNA, BERT])
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(true)
    await world.reply(question, BERT, 'I say so')
    expect(refusals(world)).toEqual(['not_asked'])
    expect(await world.reply(question, ANNA, 'Too broad')).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.inChat(ANNA).filter(({ force_reply }) => force_reply)).toHaveLength(1)
  })

  it.each([
    ['and its press comes again', true],
    ['and its press was answered', false],
  ])('asks the question when the process died before it was sent %s', async (_, again) => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const press = world.delivery()
    expect(await world.press('r', world.card(ANNA), ANNA, press)).toMatchObject({ outcome: 'answered' })
    expect(world.lines('telegram_reason_asked')).toHaveLength(0)
    await world.restart()
    if (again) await world.press('r', world.card(ANNA), ANNA, press)
    await world.pass(5000)
    expect(world.lines('telegram_reason_asked')).toHaveLength(1)
    expect(await world.reply(questionIn(world), ANNA, 'Too broad')).toEqual({ outcome: 'decided', task_ids: [id] })
  })

  it('finds its own decision when the same answer comes again', async () => {
    const { world, id, question } = await worldWithQuestion()
    const answer = world.delivery()
    await world.reply(question, ANNA, 'Too broad', answer)
    await world.restart()
    expect(await world.reply(question, ANNA, 'Too broad', answer)).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.lines('task_rejected')).toHaveLength(1)
    await world.pass(5000)
    expect(world.inChat(ANNA).filter(({ force_reply }) => force_reply)).toHaveLength(1)
  })

  it('is over for somebody who is no operator any more', async () => {
    const { world, id, card, question } = await worldWithQuestion()
    await world.restart([BERT])
    await world.pass(3000)
    expect(await world.reply(question, ANNA, 'Too broad')).toMatchObject({ outcome: 'refused' })
    expect(world.messenger.shown(card.message_id).text).toContain('Only an operator may decide.')
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('is over in a group too, where others may still decide', async () => {
    const world = await createRemoteWorld([ANNA, BERT])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.command(GROUP, ANNA, 'task', id)
    await world.pass(3000)
    await world.press('r', world.card(GROUP), ANNA)
    await world.restart([BERT])
    await world.pass(10_000)
    expect(world.lines('telegram_reason_asked')).toEqual([])
  })

  it('can be answered again when the task could not be written', async () => {
    const { world, id, question } = await worldWithQuestion()
    const answer = world.delivery()
    world.log.fail('task_write_intended')
    await expect(world.reply(question, ANNA, 'Too broad', answer)).rejects.toThrow('ENOSPC')
    world.log.mend()
    expect(await world.reply(question, ANNA, 'Too broad', answer)).toEqual({ outcome: 'decided', task_ids: [id] })
  })

  it('is not asked about a task that has changed meanwhile: the operator gets its card', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.press('r', world.card(ANNA), ANNA)
    await world.change(id, { request_text: 'Something else' }, 'task_updated')
    await world.pass(5000)
    expect(world.lines('telegram_reason_asked')).toHaveLength(0)
    expect(world.card(ANNA).text).toContain('Something else')
  })
})
