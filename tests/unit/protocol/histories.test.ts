import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../support/crash-random.ts'
import { codeOf } from '../../support/protocol-world.ts'
import { DISHONEST_ACTS } from './dishonest-acts.ts'
import { honestHistory } from './honest-history.ts'

const HISTORIES = 500

/** Lines that say of somebody that the protocol was not kept. */
const BLAME: ReadonlySet<string> = new Set([
  ...['protocol_refused', 'ack_mismatch', 'ack_timeout', 'heartbeat_warning', 'result_timeout', 'reviewer_timeout'],
  ...['scope_violation', 'fidelity_violation', 'write_conflict', 'task_write_abandoned'],
])

describe('500 histories in which everybody keeps to the protocol', () => {
  it('are carried out to the end, and nobody is refused or blamed', { timeout: 600_000 }, async () => {
    let decided = 0
    let rounds = 0
    let unlocked = 0
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const history = await honestHistory(seededRandom(seed))
      const { world } = history
      const refused = await codeOf(
        (async () => {
          for (let steps = 0; steps < 60 && (await history.phase()) !== 'decided'; steps += 1) await history.step()
        })(),
      )
      expect([seed, refused]).toEqual([seed, null])
      expect([seed, world.log.types().filter((type) => BLAME.has(type))]).toEqual([seed, []])
      const view = await world.protocol.view('build')
      expect([seed, view.faults, view.unreadable_rounds]).toEqual([seed, [], 0])
      if (view.phase === 'decided') decided += 1
      rounds += view.rounds.length
      unlocked += world.lines('task_unlocked').length
      expect([seed, world.errors]).toEqual([seed, []])
      await world.protocol.close()
    }
    // The histories say something only when they go somewhere.
    expect(decided).toBeGreaterThan(HISTORIES * 0.9)
    expect(rounds).toBeGreaterThan(HISTORIES * 1.5)
    expect(unlocked).toBeGreaterThan(20)
  })
})

describe('500 histories in which somebody does not', () => {
  it('are caught, each with its own refusal and its line in the log', { timeout: 600_000 }, async () => {
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const act = DISHONEST_ACTS[seed % DISHONEST_ACTS.length] as (typeof DISHONEST_ACTS)[number]
      const name = `${seed}: ${act.name}`
      const history = await honestHistory(seededRandom(10_000 + seed))
      const { world } = history
      await history.reach(act.when)
      const [before, lines] = [world.baseSha(), world.log.events.length]
      const code = await codeOf(act.commit(history))
      await world.settle()
      expect([name, code]).toEqual([name, act.code])
      const written = world.log.events.slice(lines).map(({ type }) => type)
      expect([name, written]).toEqual([name, expect.arrayContaining([act.line])])
      if (act.leavesTask) expect([name, world.baseSha()]).toEqual([name, before])
      expect([name, world.errors]).toEqual([name, []])
      await world.protocol.close()
    }
    expect(DISHONEST_ACTS.length).toBeLessThan(HISTORIES / 4)
  })
})
