import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import { Task } from '../../../contract/task.ts'
import type { PackageDraft } from '../../../main/core/evidence/evidence-store.ts'
import type { TaskIntent } from '../../../main/core/ingest/task-mapping.ts'
import { mapTelegram } from '../../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../../main/core/ingest/telegram/telegram-senders.ts'
import { telegramDeliveryId } from '../../../main/core/ingest/telegram/telegram-update.ts'
import { editUpdate, FROM, messageUpdate, photoSizes } from '../../support/telegram-updates.ts'

const mapper = mapTelegram({
  allowList: createAllowList({ users: [FROM.id], chats: [], operators: [] }),
  asked: () => false,
})
type Update = ReturnType<typeof messageUpdate> | ReturnType<typeof editUpdate>

interface Change {
  readonly message_id: number
  readonly seconds: number
  readonly text: string
  readonly photo: string | null
}
/** Few words, so that edits say the same again. */
const change = fc.record({
  message_id: fc.constantFrom(41, 42),
  seconds: fc.oneof(fc.nat(2), fc.nat(30)),
  text: fc.constantFrom('one', 'two', 'three', '/status'),
  photo: fc.constantFrom(null, null, 'first', 'second'),
})
const contentOf = ({ message_id, text, photo }: Change) =>
  photo === null ? { message_id, text } : { message_id, caption: text, photo: photoSizes(photo) }

/**
 * Two messages, their edits, several within one second, and some of all that under further numbers, as after a change of the bot.
 */
const history = fc
  .record({
    first: fc.array(change, { minLength: 2, maxLength: 2 }),
    edits: fc.array(change, { maxLength: 9 }),
    again: fc.array(fc.nat(), { maxLength: 3 }),
  })
  .map(({ first, edits, again }): Update[] => {
    const messages = first.map((each, place) =>
      messageUpdate(99 + place, { ...contentOf({ ...each, message_id: 41 + place }) }),
    )
    const later = edits
      .toSorted((a, b) => a.seconds - b.seconds)
      .map((each, place) => editUpdate(101 + place, each.seconds, contentOf(each)))
    const all = [...messages, ...later]
    return [...all, ...again.map((nth, place) => ({ ...all[nth % all.length], update_id: 900 + place }) as Update)]
  })
const delivered = history.chain((all) =>
  fc.array(fc.constantFrom(...all), { maxLength: 5 }).chain((twice) => {
    const sent = [...all, ...twice]
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length }))
  }),
)

const refOf = ({ package_id, created_at, artifacts }: PackageDraft) =>
  ({ package_id, manifest_sha256: '0'.repeat(64), artifacts: artifacts.length, captured_at: created_at }) as EvidenceRef

type Claim = readonly [id: string, { readonly at: string }]
/** As the index tells them: by their time, within a second by their numbers. */
const inTheirOrder = ([a, { at: atA }]: Claim, [b, { at: atB }]: Claim): number =>
  Date.parse(atA) - Date.parse(atB) || a.length - b.length || (a < b ? -1 : 1)

/** The tasks after these updates, with the waiting room as the pipeline has it (main/core/ingest/intent-runner.ts). */
function tasksAfter(sent: readonly Update[]): object[] {
  const tasks = new Map<string, Task>()
  const packages = new Map<string, string>()
  const claims = new Map<string, { readonly update: Update; readonly about: readonly string[]; readonly at: string }>()

  const mapped = (update: Update) => {
    const delivery_id = telegramDeliveryId('5', update) ?? ''
    const facts = { assurance: 'token' as const, received_at: '2026-03-01T00:00:00.000Z' }
    return { delivery_id, ...mapper({ event: 'message', delivery_id, payload: update, ...facts }) }
  }

  function apply(intent: TaskIntent): readonly string[] {
    for (const draft of intent.evidence) {
      const place = `${draft.correlation_id}/${draft.package_id}`
      const bytes = JSON.stringify(draft)
      // The store refuses other content under the same name.
      expect(packages.get(place) ?? bytes).toBe(bytes)
      packages.set(place, bytes)
    }
    const before = tasks.get(intent.task_id) ?? null
    const answer = intent.upsert(before, intent.evidence.map(refOf))
    if (answer === null || !('task' in answer)) return []
    const after = Task.parse(answer.task)
    tasks.set(intent.task_id, after)
    const old = before === null ? [] : intent.seek(before)
    return intent.seek(after).filter((key) => !old.includes(key))
  }

  for (const update of sent) {
    const { delivery_id, work, about, event_at } = mapped(update)
    if (claims.has(delivery_id)) continue
    claims.set(delivery_id, { update, about, at: event_at ?? '' })
    for (const intent of work.kind === 'tasks' ? work.intents : []) {
      const seen = new Set([delivery_id])
      for (let keys = apply(intent); keys.length > 0; ) {
        const waiting = [...claims].filter(
          ([id, claim]) => !seen.has(id) && claim.about.some((key) => keys.includes(key)),
        )
        const next: string[] = []
        for (const [id, claim] of waiting.toSorted(inTheirOrder)) {
          seen.add(id)
          const again = mapped(claim.update).work
          for (const one of again.kind === 'tasks' ? again.intents : [])
            if (one.task_id === intent.task_id) next.push(...apply(one))
        }
        keys = next
      }
    }
  }
  const said = [...tasks.values()].map(({ version, updated_at, ...rest }) => rest)
  return said.sort((a, b) => (a.task_id < b.task_id ? -1 : 1))
}

const timeOf = (update: Update): number => ('message' in update ? update.message.date : update.edited_message.edit_date)

it('the tasks are the same in whatever order, and however often, messages and their edits arrive', () => {
  let amended = 0
  fc.assert(
    fc.property(delivered, ([all, sent]) => {
      const inOrder = tasksAfter(all.toSorted((a, b) => timeOf(a) - timeOf(b) || a.update_id - b.update_id))
      expect(tasksAfter(sent)).toEqual(inOrder)
      amended += inOrder.filter((task) => 'amendments' in task && (task.amendments as unknown[]).length > 1).length
    }),
    { numRuns: 1200 },
  )
  // The generator reaches what it is about: messages that were changed more than once.
  expect(amended).toBeGreaterThan(300)
})
