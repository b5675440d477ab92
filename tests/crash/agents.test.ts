import { expect, it, vi } from 'vitest'
import {
  checkNothingIsLeft,
  createTask,
  dispatchOnce,
  isSettled,
  JWT_SECRET,
  viewOf,
  writeAgents,
} from '../support/agents-under-kill.ts'
import { type Console, killBetweenSteps, type Story } from '../support/kill-between-steps.ts'

const PATIENCE = { timeout: 90_000, interval: 50 }

/** A task that an executor works on and a reviewer approves. */
function story(ends: Map<string, number>) {
  return async (dataRoot: string): Promise<Story> => {
    await writeAgents(dataRoot, [], [])
    return {
      env: { JWT_SECRET },
      prepare: (console, nth) => createTask(console.url(), `t${nth}`),
      happen: async (console: Console, nth) => {
        const taskId = `t${nth}`
        await dispatchOnce(console.url(), taskId).catch(async () => {
          await console.restarted
          await dispatchOnce(console.url(), taskId)
        })
        await vi.waitFor(async () => {
          if (!isSettled(await viewOf(console.url(), taskId))) throw new Error('it still goes on')
        }, PATIENCE)
      },
      check: async (console, nth) => {
        const taskId = `t${nth}`
        await vi.waitFor(() => checkNothingIsLeft(dataRoot, console.url(), taskId), PATIENCE)
        const { phase, rounds } = await viewOf(console.url(), taskId)
        const end = rounds.at(-1)?.ended?.reason ?? phase
        expect(['awaiting_person', 'agent_lost']).toContain(end)
        ends.set(end, (ends.get(end) ?? 0) + 1)
      },
    }
  }
}

it('a console that is killed between any two steps of a task knows afterwards how it stands, ends what it left running, and runs nothing twice', async () => {
  const ends = new Map<string, number>()
  const { steps } = await killBetweenSteps(2, story(ends))
  expect(steps).toBeGreaterThan(40)
  // Some kills hit a running agent, others found nothing lost.
  expect([...ends.keys()].toSorted()).toEqual(['agent_lost', 'awaiting_person'])
})
