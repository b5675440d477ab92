import { describe, expect, it } from 'vitest'
import { questionWords } from '../../../main/core/remote/reason-questions.ts'
import { ANNA, BERT, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

const HOUR_MS = 3_600_000

describe('what the end of the console interrupted', () => {
  const decided = async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    // Within the second that lies between two messages of a chat.
    await world.press('a', card, ANNA)
    world.crash()
    return { world, id, card }
  }

  it('is shown after the start: the card of a decided task says so and has no buttons', async () => {
    const { world, card } = await decided()
    await world.restart()
    await world.pass(3000)
    expect(world.messenger.shown(card.message_id)).toMatchObject({
      text: expect.stringContaining('Approved by telegram:7'),
      buttons: [],
    })
  })

  it('is shown once: what stands there is not put there at every start', async () => {
    const { world, card } = await decided()
    await world.restart()
    await world.pass(3000)
    const shown = () => world.lines('telegram_outcome_shown').filter(({ data }) => data['card_id'] !== null)
    expect(shown()).toHaveLength(1)
    await world.restart()
    await world.pass(5000)
    expect(shown()).toHaveLength(1)
    expect(world.messenger.shown(card.message_id).text).toContain('Approved by telegram:7')
  })

  it('is forgotten with the card, when nobody could have changed its message any more', async () => {
    const { world, card } = await decided()
    world.timers.advance(49 * HOUR_MS)
    await world.restart()
    await world.pass(5000)
    expect(world.messenger.shown(card.message_id).buttons).not.toEqual([])
  })
})

describe('a question for the reason whose line was lost', () => {
  const asked = async () => {
    const world = await createRemoteWorld([ANNA, BERT])
    const id = await world.create({ request_text: 'Clean the cache' })
    const card = world.card(ANNA)
    await world.press('r', card, ANNA)
    // As the operator sees it: the message came, and the console died before it knew its number.
    const question = { ...card, message_id: card.message_id + 1000, text: questionWords(id) }
    await world.restart()
    return { world, id, question }
  }

  it('is answered all the same: its words say of which task it is', async () => {
    const { world, id, question } = await asked()
    expect(world.desk.asked(ANNA, question.message_id, question.text)).toBe(true)
    expect(await world.reply(question, ANNA, 'Too broad')).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(world.taskOf(id).verdict).toMatchObject({ decision: 'reject', comment: 'Too broad' })
  })

  it('decides nothing for anybody but the operator who pressed, in that chat', async () => {
    const { world, id, question } = await asked()
    expect(await world.reply(question, BERT, 'No')).toMatchObject({ outcome: 'refused' })
    expect(world.desk.asked(GROUP, question.message_id, question.text)).toBe(false)
    expect(world.taskOf(id).verdict).toBeNull()
  })

  it('is no other message: what else is answered stays a request', async () => {
    const { world, id, question } = await asked()
    expect(world.desk.asked(ANNA, question.message_id, 'Received as task x.')).toBe(false)
    expect(world.desk.asked(ANNA, question.message_id, null)).toBe(false)
    expect(world.desk.asked(ANNA, 1, questionWords(id))).toBe(false)
  })

  it('is answered too late after ten minutes, like any other', async () => {
    const { world, id, question } = await asked()
    world.crash()
    world.timers.advance(11 * 60_000)
    await world.restart()
    expect(await world.reply(question, ANNA, 'Too broad')).toMatchObject({ outcome: 'refused' })
    expect(world.taskOf(id).verdict).toBeNull()
  })
})
