import { describe, expect, it } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import { MOST_AMENDMENTS, withAmendment } from '../../../main/core/ingest/telegram/telegram-amendments.ts'
import { encodeTask, parseTaskFile } from '../../../main/core/tasks/task-file.ts'
import { DATE, editUpdate, FROM, messageUpdate, photoSizes, telegramFile } from '../../support/telegram-updates.ts'
import { answerOf, applied, intentOf, map, RECEIVED } from './telegram-mapped.ts'

const task = applied(null, messageUpdate(1))
const edit = (updateId: number, after: number, text: string) => editUpdate(updateId, after, { text })
const texts = ({ amendments }: Task): string[] => amendments.map(({ text }) => text)

describe('an edited message', () => {
  it('becomes an amendment; the first words and the title stay', () => {
    const next = applied(task, edit(2, 60, 'Buy bread'))
    expect(next).toMatchObject({ request_text: 'Buy milk', title: 'Buy milk', version: 2, updated_at: RECEIVED })
    expect(next.amendments).toEqual([
      { text: 'Buy bread', delivery_id: '123:2', amended_at: new Date((DATE + 60) * 1000).toISOString() },
    ])
    expect(answerOf(task, edit(2, 60, 'Buy bread'))).toMatchObject({ change: 'task_amended' })
  })
  it('is evidence of its own, named in the order of the amendments', () => {
    const next = applied(task, edit(3, 90, 'C'), edit(2, 60, 'B'))
    const names = next.evidence.map(({ package_id }) => package_id)
    expect(names).toHaveLength(3)
    expect(names[1]).toMatch(new RegExp(`^telegram-1-edit-${DATE + 60}-[0-9a-f]{8}$`))
    expect(names[2]).toMatch(new RegExp(`^telegram-1-edit-${DATE + 90}-[0-9a-f]{8}$`))
  })
  it('stands in the order of the edits, whenever it arrives, and only once', () => {
    const late = applied(task, edit(3, 90, 'C'), edit(2, 60, 'B'))
    expect(texts(late)).toEqual(['B', 'C'])
    expect(answerOf(late, edit(2, 60, 'B'))).toBeNull()
  })
  it('within one second of another stands behind it when its update is the later one', () => {
    expect(texts(applied(task, edit(1000, 60, 'C'), edit(999, 60, 'B')))).toEqual(['B', 'C'])
  })
  it('that is listed already stays as it was listed, though its words would be put differently now', () => {
    const listed = applied(task, edit(2, 60, 'B'))
    const [amendment] = listed.amendments
    const put = { ...listed, amendments: amendment === undefined ? [] : [{ ...amendment, text: 'b' }] }
    expect(answerOf(put, edit(2, 60, 'B'))).toBeNull()
  })
  it.each([
    ['the first words', task, 'Buy milk'],
    ['the latest words', applied(task, edit(2, 60, 'Buy bread')), 'Buy bread'],
  ])('that says exactly %s, for a link preview or a reaction, changes nothing', (_which, before, text) => {
    expect(answerOf(before, edit(9, 90, text))).toBeNull()
  })
  it('that went back to earlier words is an amendment', () => {
    expect(texts(applied(task, edit(2, 60, 'B'), edit(3, 90, 'Buy milk')))).toEqual(['B', 'Buy milk'])
  })
  it('that said nothing new is applied again when an edit before it becomes known', () => {
    const both = applied(task, edit(2, 60, 'B'))
    const again = edit(4, 120, 'B')
    expect(answerOf(both, again)).toBeNull()
    const between = edit(3, 90, 'C')
    const late = applied(both, between)
    expect(intentOf(between).seek(both)).toEqual([])
    expect(intentOf(between).seek(late)).toEqual(map(again).about)
    expect(texts(applied(late, again))).toEqual(['B', 'C', 'B'])
  })
  it('before its message waits for it', () => {
    const early = edit(2, 60, 'B')
    expect(answerOf(null, early)).toBeNull()
    expect(map(early)).toMatchObject({ about: ['telegram:7:1'], event_at: new Date((DATE + 60) * 1000).toISOString() })
  })
  it('to words that look like a command stays an amendment', () => {
    expect(texts(applied(task, edit(2, 60, '/cancel')))).toEqual(['/cancel'])
  })
  it('from somebody who is not on the list does nothing', () => {
    expect(map(editUpdate(2, 60, { from: { ...FROM, id: 8 }, text: 'x' })).work.kind).toBe('recorded')
  })
  it('without a time of its own counts from when it was received', () => {
    const update = edit(2, 60, 'B')
    const untimed = { ...update, edited_message: { ...update.edited_message, edit_date: 'now', date: 0 } }
    expect(applied(task, untimed).amendments).toMatchObject([{ amended_at: RECEIVED }])
  })
})

describe('a decision', () => {
  const verdict: NonNullable<Task['verdict']> = {
    decision: 'approve',
    comment: null,
    decided_by: 'olga',
    decided_at: RECEIVED,
    door: 'console',
  }
  const decide = (one: Task): Task => ({ ...one, verdict, admin_approved: true, status: 'approved' })

  it('is taken back when the words are others', () => {
    const next = applied(decide(task), edit(2, 60, 'Buy a car'))
    expect(next).toMatchObject({ verdict: null, admin_approved: false })
  })
  it('is taken back when there is another file', () => {
    const document = telegramFile('b', { file_name: 'b.txt' })
    expect(applied(decide(task), editUpdate(2, 60, { document }))).toMatchObject({
      verdict: null,
      admin_approved: false,
    })
  })
  it('is taken back when an earlier edit becomes known that brought another file', () => {
    const decided = decide(applied(task, edit(3, 90, 'C')))
    const earlier = editUpdate(2, 60, { document: telegramFile('b') })
    expect(applied(decided, earlier)).toMatchObject({ verdict: null, admin_approved: false })
  })
  it('stays when an earlier edit becomes known and the latest words are the same', () => {
    const decided = decide(applied(task, edit(3, 90, 'C')))
    expect(applied(decided, edit(2, 60, 'B'))).toMatchObject({ verdict, admin_approved: true })
  })
})

describe('files of a request', () => {
  it('are of a photo the largest size that a bot can fetch, and refused when none can be', () => {
    const photo = [...photoSizes('p'), telegramFile('p-xl', { width: 9000, height: 6000, file_size: 30_000_000 })]
    const large = [{ kind: 'photo', file_id: 'fetch-p-large', bytes: 50_000, state: 'waiting', reason: null }]
    expect(applied(null, messageUpdate(1, { photo })).attachments).toMatchObject(large)
    const document = telegramFile('d', { file_size: 30_000_000, file_name: 'film.mov', mime_type: 'video/quicktime' })
    expect(applied(null, messageUpdate(1, { document })).attachments).toMatchObject([
      {
        name: 'film.mov',
        media_type: 'video/quicktime',
        state: 'refused',
        reason: expect.stringContaining('30000000'),
      },
    ])
  })
  it('of other kinds are taken as documents', () => {
    for (const kind of ['audio', 'video', 'video_note'])
      expect(applied(null, messageUpdate(1, { [kind]: telegramFile('x') })).attachments).toMatchObject([
        { kind: 'document', state: 'waiting' },
      ])
  })
  it('that are malformed count as not there', () => {
    const over = { photo: [{ file_id: 4 }, null], document: 'x', voice: { file_unique_id: 'v' } }
    expect(applied(null, messageUpdate(1, over)).attachments).toEqual([])
  })
  it('have ids that tell the same file from another one, and names that a task can hold', () => {
    const named = (unique: string, file_name: string) =>
      applied(null, messageUpdate(1, { document: telegramFile(unique, { file_name }) })).attachments[0]
    expect(named('a', 'x')?.attachment_id).toBe(named('a', 'y')?.attachment_id)
    expect(named('a', 'x')?.attachment_id).not.toBe(named('b', 'x')?.attachment_id)
    expect(named('a', `${'x'.repeat(298)}😀.txt`)?.name).toBe(`${'x'.repeat(298)}…`)
  })
  it('that come with an edit are added, named in the amendment, and the first ones stay as they are', () => {
    const first = applied(null, messageUpdate(1, { text: undefined, caption: 'Look', photo: photoSizes('p') }))
    const kept = { ...first, attachments: first.attachments.map((each) => ({ ...each, state: 'kept' as const })) }
    const over = { text: undefined, caption: 'Look' }
    expect(answerOf(kept, editUpdate(2, 60, { ...over, photo: photoSizes('p') }))).toBeNull()
    const next = applied(kept, editUpdate(3, 60, { ...over, photo: photoSizes('q') }))
    expect(next.attachments).toMatchObject([{ state: 'kept' }, { state: 'waiting', file_id: 'fetch-q-large' }])
    expect(texts(next)).toEqual([`Look\n\n[New with this change: ${next.attachments[1]?.attachment_id}]`])
  })
})

describe('a request that is changed more often than a task can list', () => {
  const long = `"${'\\\n'.repeat(4000)}"`
  const edits = Array.from({ length: MOST_AMENDMENTS + 3 }, (_, n) => edit(n + 2, n + 1, `${n} ${long}`))

  it('lists the latest changes, says in its title that some are missing, and stays a file that can be read', () => {
    const full = applied(task, ...edits)
    expect(full.amendments).toHaveLength(MOST_AMENDMENTS)
    expect(full.amendments.at(-1)?.delivery_id).toBe(`123:${edits.at(-1)?.update_id}`)
    expect(full.title).toBe(`Amended more than ${MOST_AMENDMENTS} times, only the latest are listed: Buy milk`)
    expect(full.evidence).toHaveLength(MOST_AMENDMENTS + 1)
    expect(parseTaskFile(full.task_id, encodeTask(full))).toMatchObject({ ok: true })
  })
  it('goes on listing a change back to the first words when what was said between is not listed any more', () => {
    const said = (second: number, text: string) => {
      return { amended_at: new Date(second * 1000).toISOString(), text, delivery_id: `123:${second}` }
    }
    const held = [said(5, 'Buy milk'), said(9, 'Buy bread')]
    const { amendments } = withAmendment('Buy milk', held, said(7, 'Buy bread'), true, 2)
    expect(amendments).toEqual([said(5, 'Buy milk'), said(7, 'Buy bread')])
  })
  it('is the same when the oldest changes come last', () => {
    const inOrder = applied(task, ...edits)
    const late = applied(task, ...edits.slice(3), ...edits.slice(0, 1))
    expect(edits.slice(1, 3).map((each) => answerOf(late, each))).toEqual([null, null])
    expect({ ...late, version: 0 }).toEqual({ ...inOrder, version: 0 })
  })
})
