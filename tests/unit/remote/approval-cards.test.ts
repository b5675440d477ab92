import { describe, expect, it } from 'vitest'
import { ANNA, BERT, CARL, openApprovalDesk } from '../../support/approval-desk-world.ts'
import { askRule, PUBLISH } from '../../support/gate-world.ts'

const refusals = (world: Awaited<ReturnType<typeof openApprovalDesk>>) =>
  world.lines('telegram_callback_refused').map(({ data }) => data['reason'])

describe('a call that waits for an approval', () => {
  it('is shown to every operator with its exact subject, sha256, level and time left', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    const { subject, subject_sha256 } = desk.approval(id)
    for (const chat of [ANNA, BERT]) {
      const { text, buttons } = desk.card(chat)
      expect(text).toContain(`Approval ${id}: PUBLISHES outside (external_publish)`)
      expect(text).toContain(`> ${subject}\n`)
      expect(text).toContain(`sha256 of the subject: ${subject_sha256}`)
      expect(text).toMatch(/Needs one person\. Until 2026-01-31 \d\d:\d\d:\d\d UTC \(1[45] min left/)
      expect(buttons.flat().map((button) => button.text)).toEqual(['Approve', 'Deny'])
    }
    expect(desk.lines('telegram_card_sent').map(({ data }) => [data['approval_id'], data['subject_sha256']])).toEqual([
      [id, subject_sha256],
      [id, subject_sha256],
    ])
  })

  it('runs once an operator approves, and every card says who did it', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    expect(await desk.press('Approve', desk.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
    expect(desk.approval(id)).toMatchObject({ state: 'approved', decided_by: 'telegram:7', door: 'telegram' })
    await desk.pass()
    for (const chat of [ANNA, BERT]) {
      expect(desk.inChat(chat).at(-1)?.text).toContain(
        'Approved by telegram:7 at 2026-01-31 09:30:03 UTC through telegram',
      )
      expect(() => desk.card(chat)).toThrow('no card')
    }
    expect(await desk.run()).toMatchObject({ state: 'done', approval_id: id })
    await desk.pass()
    expect(desk.inChat(BERT).at(-1)?.text).toContain('and used at')
    const types = desk.world.log.types()
    expect(types.indexOf('telegram_callback_accepted')).toBeLessThan(types.indexOf('approval_approved'))
  })

  it('is denied with the reason that the operator writes, and nothing is decided before that', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    expect(await desk.press('Deny', desk.card(ANNA), ANNA)).toMatchObject({ outcome: 'answered' })
    await desk.pass(3000)
    const question = desk.inChat(ANNA).at(-1)
    if (question === undefined) throw new Error('no question')
    expect([question.force_reply, desk.asked(question), desk.approval(id).state]).toEqual([true, true, 'pending'])
    expect(await desk.answer(question, BERT, 'I say no')).toMatchObject({ outcome: 'refused' })
    expect(await desk.answer(question, ANNA, '  ')).toMatchObject({ outcome: 'refused' })
    expect(await desk.answer(question, ANNA, 'x'.repeat(2001))).toMatchObject({ outcome: 'refused' })
    expect(desk.approval(id).state).toBe('pending')
    expect(await desk.answer(question, ANNA, 'Not on a Friday')).toMatchObject({ outcome: 'decided' })
    expect(desk.approval(id)).toMatchObject({ state: 'denied', reason: 'Not on a Friday', decided_by: 'telegram:7' })
    await desk.pass()
    expect(desk.inChat(BERT)[0]?.text).toContain('Denied by telegram:7')
    expect(refusals(desk)).toEqual(['not_asked_for_reason', 'reason_missing', 'long_reason'])
  })

  it('needs two people where the policy says so, and the same one twice is not two', async () => {
    const desk = await openApprovalDesk()
    desk.world.setPolicy(askRule({ approvals: 2 }))
    const id = await desk.ask()
    await desk.pass(3000)
    const first = desk.card(ANNA)
    await desk.press('Approve', first, ANNA)
    expect(desk.approval(id)).toMatchObject({ state: 'pending', needed: 2 })
    await desk.pass()
    expect(desk.inChat(ANNA)[0]?.text).toContain('You have approved this. 1 more must as well')
    expect(desk.card(BERT).text).toContain('Approved by telegram:7')
    // In Anna's hands, Bert's message is not hers to use a second time.
    expect(await desk.press('Approve', desk.card(BERT), ANNA)).toMatchObject({ outcome: 'refused' })
    expect(await desk.press('Approve', desk.card(BERT), BERT)).toMatchObject({ outcome: 'decided' })
    expect(desk.approval(id).state).toBe('approved')
    expect(refusals(desk)).toEqual(['second_person'])
  })
})

describe('the buttons of an approval', () => {
  it.each([
    ['somebody who is no operator', CARL, 'not_operator'],
    ['an operator in another message', ANNA, 'wrong_place'],
  ])('do nothing for %s', async (_who, by, reason) => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    const card = desk.card(ANNA)
    const on = reason === 'wrong_place' ? { ...card, message_id: card.message_id + 500 } : card
    expect(await desk.press('Approve', on, by)).toMatchObject({ outcome: 'refused' })
    expect([desk.approval(id).state, refusals(desk)]).toEqual(['pending', [reason]])
  })

  it('do nothing once the approval has expired, and the card says so', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    const card = desk.card(ANNA)
    await desk.pass(16 * 60_000)
    expect(desk.messenger.shown(card.message_id)).toMatchObject({
      ...{ buttons: [], text: expect.stringContaining('Expired: nobody decided in time') },
    })
    expect(await desk.press('Approve', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect([desk.approval(id).state, refusals(desk)]).toEqual(['expired', ['unknown_approval']])
  })

  it('do nothing once the task has changed, and the card says what differs', async () => {
    const desk = await openApprovalDesk()
    await desk.ask()
    await desk.pass(3000)
    const card = desk.card(ANNA)
    await desk.changeTask()
    await desk.pass()
    expect(desk.messenger.shown(card.message_id).text).toMatch(/Void \(task changed\)[\s\S]*- \/task\/title: /)
    expect(await desk.press('Approve', card, ANNA)).toMatchObject({ outcome: 'refused' })
  })

  it('do nothing after a restart, and the card is closed', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    const card = desk.card(ANNA)
    await desk.restart()
    expect(await desk.press('Approve', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(desk.approval(id)).toMatchObject({ state: 'voided', voided: { cause: 'restart' } })
    await desk.pass()
    expect(desk.messenger.shown(card.message_id)).toMatchObject({
      ...{ buttons: [], text: expect.stringContaining('Void (restart)') },
    })
  })

  it('decide nothing when the log cannot take the press, and the same press decides later', async () => {
    const desk = await openApprovalDesk()
    const id = await desk.ask()
    await desk.pass(3000)
    const press = { delivery_id: 'p1', correlation_id: 'req-p1' }
    desk.world.log.fail('telegram_callback_accepted')
    const card = desk.card(ANNA)
    await expect(desk.press('Approve', card, ANNA, press)).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(desk.approval(id).state).toBe('pending')
    desk.world.log.mend()
    expect(await desk.press('Approve', card, ANNA, press)).toMatchObject({ outcome: 'decided' })
  })
})

describe('a subject that is longer than a message', () => {
  it('is shown whole in messages before the card, which join to exactly its bytes', async () => {
    const desk = await openApprovalDesk([ANNA])
    const body = `${'\\"\u202e\u0007 long '.repeat(900)}end`
    const id = await desk.ask({ ...PUBLISH, body })
    await desk.pass(20_000)
    const pages = desk.inChat(ANNA).filter(({ text }) => /, subject \d+ of \d+:\n/.test(text))
    const joined = pages.map(({ text }) => text.slice(text.indexOf('\n> ') + 3)).join('')
    expect(pages.length).toBeGreaterThan(2)
    expect(JSON.parse(joined)).toEqual(JSON.parse(desk.approval(id).subject))
    expect(joined).toContain('\\u202e')
    expect(joined).not.toContain('\u202e')
    expect(desk.inChat(ANNA).at(-1)?.buttons.flat()).toHaveLength(2)
    expect(await desk.press('Approve', desk.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('has no buttons when a part of it did not arrive', async () => {
    const desk = await openApprovalDesk([ANNA])
    desk.messenger.fail('refused', 1)
    await desk.ask({ ...PUBLISH, body: 'long '.repeat(2000) })
    await desk.pass(20_000)
    expect(() => desk.card(ANNA)).toThrow('no card')
    expect(desk.inChat(ANNA).at(-1)?.text).toContain('Not all of it arrived here')
  })

  it('has no buttons when it would be too many messages', async () => {
    const desk = await openApprovalDesk([ANNA])
    await desk.ask({ ...PUBLISH, body: '\u0001'.repeat(9000) })
    await desk.pass(30_000)
    expect(
      desk.inChat(ANNA).map(({ text, buttons }) => [/too long to be shown here/.test(text), buttons.length]),
    ).toEqual([[true, 0]])
  })
})

describe('many calls at once', () => {
  it('are counted beyond ten a minute, so that no operator drowns in cards', async () => {
    const desk = await openApprovalDesk([ANNA])
    for (let n = 0; n < 14; n += 1) await desk.ask({ ...PUBLISH, title: `News ${n}` })
    await desk.pass(120_000)
    expect(desk.lines('telegram_card_sent').length).toBeLessThanOrEqual(10)
    expect(desk.inChat(ANNA).map(({ text }) => text)).toContain('4 more calls have asked for an approval: /inbox')
  })
})

describe('/inbox', () => {
  it('lists what waits for operators alone, and sends the cards again', async () => {
    const desk = await openApprovalDesk([ANNA])
    await desk.command('inbox', ANNA)
    await desk.pass(3000)
    expect(desk.inChat(ANNA).at(-1)?.text).toContain('No call waits for an approval.')
    const id = await desk.ask()
    await desk.pass(3000)
    await desk.command('inbox', ANNA)
    await desk.pass(5000)
    const [list, again] = desk
      .inChat(ANNA)
      .slice(-2)
      .sort((a, b) => a.buttons.length - b.buttons.length)
    expect(list?.text).toMatch(
      new RegExp(`Calls that wait for an approval: 1\\n${id} \\(external_publish, 14 min left\\)`),
    )
    expect(again?.text).toContain(`Approval ${id}`)
    await desk.command('inbox', CARL)
    await desk.pass(3000)
    expect(desk.inChat(CARL).at(-1)?.text).toContain('I do not know /inbox')
  })
})
