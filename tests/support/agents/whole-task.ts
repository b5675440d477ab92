import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type AgentMaker, startAgentConsole } from './agent-console.ts'
import { KEY } from './agent-order.ts'
import { COMPLAINT, GREETING, greetingModel } from './greeting-task.ts'

/**
 * A task through the real console with a real agent: two criteria with checks, a rejection with an issue, a second round, the reviewer's
 * approval, and that of a person. What is expected of it is the same for every kind of agent.
 */
export async function expectWholeTask(settings: AgentMaker): Promise<void> {
  const console = await startAgentConsole(settings, greetingModel)
  const { app } = console
  const { dispatch } = await console.dispatch(GREETING)
  const seen = async (): Promise<string> => {
    const { phase, rounds } = await console.view()
    const ended = rounds.find((round) => round.ended !== null)
    if (ended !== undefined) throw new Error(JSON.stringify([ended.ended, await console.runs()]))
    return phase
  }
  await expect.poll(seen, { timeout: 240_000, interval: 250 }).toBe('awaiting_person')

  const view = await console.view()
  const [first, second] = view.rounds
  if (first === undefined || second === undefined) throw new Error('there are not two rounds')
  expect(view.rounds).toHaveLength(2)
  expect(first.dispatch.dispatch_id).toBe(dispatch.dispatch_id)

  // The first round: claimed as met, and found not to be.
  expect(first.ack?.acked_by).toMatch(/^agent:worker#/)
  expect(first.result?.claims.map(({ met }) => met)).toEqual([true, true])
  expect(first.observed?.checks.map(({ state }) => state)).toEqual(['failed', 'passed'])
  expect(first.observed?.workspace).toMatchObject({ out_of_scope: [], complete: true })
  expect(first.verdict).toMatchObject({ decision: 'reject', reviewed_by: expect.stringMatching(/^agent:critic#/) })
  expect(first.verdict?.issues).toMatchObject([{ criterion_ref: 'says', work_log_ref: 'w1', text: COMPLAINT }])

  // The second: the same issues, byte for byte, in what the model is told; now it is right.
  expect(JSON.stringify(second.dispatch.issues)).toBe(JSON.stringify(first.verdict?.issues))
  const told = console.model.requests.filter(({ prompt }) => prompt.startsWith('Work') && prompt.includes('round 2'))
  expect(told[0]?.prompt).toContain(COMPLAINT)
  const log = second.result?.work_log ?? []
  expect(log.map(({ exit_code }) => exit_code)).toEqual([0, 0, 0, null])
  expect(log[0]?.command).toContain('echo hello > greeting.txt')
  expect(second.observed?.checks.map(({ state }) => state)).toEqual(['passed', 'passed'])
  expect(second.observed?.workspace?.files.map(({ path }) => path).sort()).toEqual(['greeting.txt', 'test.sh'])
  expect(view.ledger).toMatchObject({
    status: 'VERIFIED',
    blocks_approval: false,
    rows: [{ issues: [] }, { issues: [] }],
  })

  // Four runs, each with its own words, none with the key.
  await expect.poll(async () => (await console.runs()).at(-1)?.ended_at).not.toBeNull()
  const runs = await console.runs()
  expect(runs.map(({ agent, role, round, state }) => [agent, role, round, state])).toEqual([
    ['worker', 'executor', 1, 'ended'],
    ['critic', 'reviewer', 1, 'ended'],
    ['worker', 'executor', 2, 'ended'],
    ['critic', 'reviewer', 2, 'ended'],
  ])
  expect(runs.map(({ usage }) => usage.turns)).toEqual([5, 1, 5, 1])
  for (const run of runs) {
    expect(run.log_bytes).toBeGreaterThan(0)
    expect(run.log).not.toBeNull()
    expect(await console.logOf(run)).not.toContain(KEY)
  }
  expect(await filesWith(console.dataRoot, KEY)).toEqual(['secrets/outside/MODEL_KEY'])

  const approved = await app.decide('approve', 'greet')
  expect([approved.status, await approved.text()]).toEqual([200, expect.any(String)])
  expect((await console.task()).status).toBe('approved')
  expect((await console.view()).phase).toBe('decided')
  expect(await app.lines('ledger_overridden')).toEqual([])
}

/** Files below a folder that hold a text, by their paths in it. */
async function filesWith(root: string, text: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    if ((await readFile(path)).includes(text)) found.push(path.slice(root.length + 1).replaceAll('\\', '/'))
  }
  return found.sort()
}
