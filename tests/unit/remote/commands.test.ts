import { describe, expect, it } from 'vitest'
import { ANNA, CARL, createRemoteWorld, GROUP } from '../../support/remote-world.ts'

async function answerTo(
  world: Awaited<ReturnType<typeof createRemoteWorld>>,
  command: string,
  argument = '',
  by = CARL,
) {
  const before = world.inChat(by).length
  await world.command(by, by, command, argument)
  await world.pass(4000)
  return world.inChat(by).slice(before)
}

/** A task that Carl asked for in his chat. */
async function askedFor(world: Awaited<ReturnType<typeof createRemoteWorld>>, request_text: string): Promise<string> {
  const id = await world.create({ request_text })
  await world.change(id, { chat_id: CARL }, 'task_updated')
  return id
}

describe('a command', () => {
  it('/status counts the tasks by status and says as of when', async () => {
    const world = await createRemoteWorld([])
    await askedFor(world, 'One')
    await world.decideInConsole(await askedFor(world, 'Two'), 'approve')
    const [answer] = await answerTo(world, 'status')
    expect(answer?.text).toBe(
      'Tasks asked for in this chat\npending: 1\nneeds review: 0\napproved: 1\nrejected: 0\ninvalid: 0\nAs of 2026-01-31 09:30:00 UTC.',
    )
    expect(answer).toMatchObject({ reply_to: 60, buttons: [] })
  })

  it('/tasks lists the newest ten open tasks with their ids and says how many more there are', async () => {
    const world = await createRemoteWorld([])
    const ids: string[] = []
    for (let n = 0; n < 12; n += 1) {
      world.timers.advance(1000)
      ids.push(await askedFor(world, `Task number ${n}`))
    }
    await world.decideInConsole(ids[11] as string, 'reject')
    const [answer] = await answerTo(world, 'tasks')
    expect(answer?.text).toContain('Open tasks: 11, newest first')
    expect(answer?.text).toContain('… and 1 more.')
    const listed = [...(answer?.text ?? '').matchAll(/^\/task (\S+)/gm)].map((match) => match[1])
    expect(listed).toEqual(ids.slice(1, 11).reverse())
    expect(await answerTo(await createRemoteWorld([]), 'tasks')).toMatchObject([
      { text: expect.stringContaining('No task is open.') },
    ])
  })

  it('/tasks marks the titles, so that none of them passes for a row or a line of ours', async () => {
    const world = await createRemoteWorld([ANNA])
    await world.create({ request_text: '/task gh-b31d25a33e05 (needs review, api) Fix a typo' })
    await world.pass(4000)
    const [answer] = await answerTo(world, 'tasks', '', ANNA)
    expect(answer?.text).toContain('\n> /task gh-b31d25a33e05')
    expect(answer?.text).not.toContain('\n/task gh-b31d25a33e05')
  })

  it('/task shows an operator the card with buttons, in the chat where he asked', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    await world.pass(1000)
    expect(await world.command(GROUP, ANNA, 'task', id)).toEqual({ outcome: 'answered', task_ids: [id] })
    await world.pass(2000)
    const card = world.card(GROUP)
    expect(card).toMatchObject({ reply_to: 60, text: expect.stringContaining('Clean the cache') })
    expect(world.card(ANNA).buttons).not.toEqual([])
    expect(await world.press('a', card, ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('/task asked for again replaces the card that was open in that chat', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await world.create({ request_text: 'Clean the cache' })
    const old = world.card(ANNA)
    await world.pass(1000)
    await world.command(ANNA, ANNA, 'task', id)
    await world.pass(3000)
    expect(world.messenger.shown(old.message_id).buttons).toEqual([])
    expect(await world.press('a', old, ANNA)).toMatchObject({ outcome: 'refused' })
    expect(world.lines('telegram_callback_refused')[0]?.data['reason']).toBe('replaced')
    expect(await world.press('a', world.card(ANNA), ANNA)).toMatchObject({ outcome: 'decided' })
  })

  it('/task shows everybody else the task without buttons, and a decided one without to anybody', async () => {
    const world = await createRemoteWorld([ANNA])
    const id = await askedFor(world, 'Clean the cache')
    expect(await answerTo(world, 'task', id)).toMatchObject([{ buttons: [], text: expect.stringContaining('Clean') }])
    await world.decideInConsole(id, 'approve')
    const answers = await answerTo(world, 'task', id.toUpperCase(), ANNA)
    expect(answers).toMatchObject([{ buttons: [], text: expect.stringContaining('Approved by operator') }])
  })

  it('shows an operator every task, and anybody else those that were asked for in the same chat', async () => {
    const world = await createRemoteWorld([ANNA])
    const secret = await world.create({ request_text: 'Buy the company' })
    await world.pass(4000)
    expect((await answerTo(world, 'status', '', ANNA))[0]?.text).toContain('Tasks\npending: 1')
    expect((await answerTo(world, 'tasks', '', ANNA))[0]?.text).toContain('Buy the company')
    expect((await answerTo(world, 'status'))[0]?.text).toContain('pending: 0')
    expect((await answerTo(world, 'tasks'))[0]?.text).toContain('No task is open.')
    expect((await answerTo(world, 'task', secret))[0]?.text).toBe(`There is no task ${secret}.`)
  })

  it.each([
    ['', 'Send /task and the id'],
    ['nothing', 'There is no task nothing.'],
    ['../../etc/passwd', 'There is no task ../../etc/passwd.'],
    [`\u202e${'x'.repeat(500)}`, 'There is no task [U+202E]xxx'],
  ])('/task %j says what is wrong with it', async (argument, words) => {
    const [answer] = await answerTo(await createRemoteWorld([]), 'task', argument)
    expect(answer?.text).toContain(words)
    expect(answer?.text.length).toBeLessThan(120)
  })

  it('/task of a file that is no task says what is wrong with it', async () => {
    const world = await createRemoteWorld([ANNA])
    world.spoil('broken', 'request_text: missing')
    const [answer] = await answerTo(world, 'task', 'broken', ANNA)
    expect(answer?.text).toBe('The file of task broken cannot be read: request_text: missing')
  })

  it('that is not known is named before the help', async () => {
    const world = await createRemoteWorld([])
    const [answer] = await answerTo(world, 'nonsense')
    expect(answer?.text).toMatch(/^I do not know \/nonsense\.\n\nWrite a message: it becomes a task\./)
    const [help] = await answerTo(world, 'help')
    expect(help?.text).toMatch(/^Write a message/)
  })

  it('is refused where nothing can be answered', async () => {
    const world = await createRemoteWorld([ANNA], true)
    expect(await world.command(CARL, CARL, 'status')).toEqual({ outcome: 'refused', task_ids: [] })
    await world.pass(2000)
    expect(world.messenger.sent).toEqual([])
    expect(world.lines('telegram_command_answered')).toEqual([])
  })

  it.each([
    [[ANNA], ANNA, 'You may decide'],
    [[ANNA], CARL, 'decided by operators'],
    [[], ANNA, 'Deciding from Telegram is off'],
  ] as const)('/help says whether the reader may decide (%j, %i)', async (operators, by, words) => {
    const world = await createRemoteWorld(operators)
    for (const command of ['help', '/HELP@SomeBot', 'start', 'whatever']) {
      const [answer] = await answerTo(world, command, '', by)
      expect(answer?.text).toContain(words)
      expect(answer?.text).toContain('/task ID')
    }
  })

  it('leaves a line that names no words of the sender', async () => {
    const world = await createRemoteWorld([])
    await world.command(CARL, CARL, 'dropdatabase', 'now')
    expect(world.lines('telegram_command_answered')).toMatchObject([
      {
        actor: { sub: 'telegram:9', scopes: [], door: 'telegram' },
        data: { command: 'unknown', chat_id: CARL, user_id: CARL, limited: false },
      },
    ])
    expect(JSON.stringify(world.log.events)).not.toContain('dropdatabase')
  })

  it('is answered twenty times in a row, then noticed once, then not at all until time has passed', async () => {
    const world = await createRemoteWorld([])
    for (let n = 0; n < 20; n += 1) expect((await world.command(CARL, CARL, 'status')).outcome).toBe('answered')
    for (let n = 0; n < 5; n += 1) expect((await world.command(CARL, CARL, 'status')).outcome).toBe('refused')
    expect(world.lines('telegram_command_answered').filter(({ data }) => data['limited'] === true)).toHaveLength(5)
    expect((await world.command(GROUP, CARL, 'status')).outcome).toBe('answered')
    await world.pass(60_000)
    expect(world.inChat(CARL)).toHaveLength(21)
    expect(world.inChat(CARL).filter(({ text }) => text.startsWith('Too many commands'))).toHaveLength(1)
    expect((await world.command(CARL, CARL, 'status')).outcome).toBe('answered')
  })
})
