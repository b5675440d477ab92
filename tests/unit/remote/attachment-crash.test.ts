import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AttachmentParts } from '../../../main/core/remote/attachments.ts'
import { MessengerError } from '../../../main/core/remote/messenger.ts'
import { attachment, attachmentWorld, telegramTask } from './attachment-world.ts'

type AnyAsync = (...given: never[]) => Promise<unknown>

/** Lets the process die in front of or right behind its n-th call to the outside: nothing that it still tries happens. */
function dyingAt(step: number) {
  let steps = 0
  let dead = false
  const tick = (): void => {
    steps += 1
    if (steps === step) dead = true
    if (dead) throw new Error('the process is gone')
  }
  const mortal = <F extends AnyAsync>(call: F): F =>
    (async (...given: never[]) => {
      tick()
      const result = await call(...given)
      tick()
      return result
    }) as unknown as F
  const wrap = (parts: AttachmentParts): AttachmentParts => ({
    ...parts,
    tasks: { find: parts.tasks.find, upsert: mortal(parts.tasks.upsert) },
    messenger: { fetchFile: mortal(parts.messenger.fetchFile) },
    evidence: { list: parts.evidence.list, keep: mortal(parts.evidence.keep) },
    log: { record: mortal(parts.log.record) },
  })
  return { wrap, died: () => dead }
}

it.each([
  ['kept', null],
  ['refused', new MessengerError('refused', 'gone')],
] as const)(
  'a crash at any point ends, after a restart, in the same state with nothing doubled: %s',
  async (state, error) => {
    let crashes = 0
    for (let step = 1, alive = false; !alive; step += 1) {
      const world = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
      if (error !== null) world.fetchFile.mockRejectedValue(error)
      const { wrap, died } = dyingAt(step)
      const first = await world.boot(wrap)
      first.start()
      // A dying process is left with a pause that never ends.
      await expect.poll(() => died() || first.states()[0] === state, { interval: 5 }).toBe(true)
      await first.stop()
      alive = !died()
      if (!alive) crashes += 1
      await first.store.close()

      // What was kept before the crash was captured then, not now.
      world.timers.advance(60_000)
      const next = await world.boot()
      next.start()
      await expect.poll(() => next.states(), { interval: 5 }).toEqual([state])
      await next.stop()
      const packages = state === 'kept' ? ['telegram-42-photo-1'] : []
      expect([step, next.task().evidence.map((ref) => ref.package_id)]).toEqual([step, packages])
      expect([step, await readdir(join(world.folder, 't1')).catch(() => [])]).toEqual([step, packages])
      const type = state === 'kept' ? 'evidence_kept' : 'evidence_failed'
      expect([step, world.lines(type).length, next.task().version]).toEqual([step, 1, 2])
      expect((await next.evidence.list('t1')).filter((one) => one.state !== 'whole')).toEqual([])
    }
    // In front of and behind: fetching, keeping (of what is kept), the line, the task.
    expect(crashes).toBe(state === 'kept' ? 8 : 5)
  },
)
