import { expect } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import type { Tool } from '../../../main/core/tools/tool.ts'
import { AGENT, approvalIn, callOf, type GateConsole, type GateWorld, person, runIn } from '../../support/gate-world.ts'
import { ALWAYS, toolOf } from './test-tool.ts'

const left = (path: string) => ({
  ...{ path, bytes: Buffer.from('half'), media_type: 'text/plain', captured_at: '2026-01-31T09:30:00.000Z' },
  ...{ source: 'test', link: null, partial: true as const },
})
const endless = (about: Partial<Tool>): Tool => toolOf({ ...about, run: () => new Promise(() => undefined) })

/** A call of this tool that a console began, before it died. Where it needs one, it has used its approval up. */
export async function begunIn(world: GateWorld, about: Pick<Tool, 'name' | 'side_effect_level'>): Promise<string> {
  const call = callOf({ tool: about.name, args: { word: 'x' }, level: about.side_effect_level })
  const first = await world.boot({
    tools: [endless({ ...about, recover: () => Promise.reject(new Error('no')) })],
    ...ALWAYS,
  })
  const begun = await first.tools.begin(AGENT, call).catch(async () => {
    const asked = world.log.events.findLast(({ type }) => type === 'approval_requested')
    const { approval_id, subject_sha256 } = approvalIn(asked as never)
    await first.approvals.decide(person('anna'), approval_id, { decision: 'approve', subject_sha256 })
    return first.tools.begin(AGENT, call)
  })
  expect(begun.state).toBe('running')
  first.approvals.close()
  return begun.call_id
}

/** A console that starts on that disk, and what its tool was asked to do. */
export async function startAgain(
  world: GateWorld,
  about: Partial<Tool>,
): Promise<GateConsole & { readonly did: string[] }> {
  const did: string[] = []
  const tool = toolOf({
    run: () => Promise.reject(new Error('never run again')),
    recover: async () => {
      did.push('went on')
      return { result: { said: 'done' }, artifacts: [] }
    },
    left: async () => {
      did.push('told what there is')
      return [left('half.txt')]
    },
    ...about,
  })
  const console = await world.boot({ tools: [tool], ...ALWAYS })
  return { ...console, did }
}

/** How the call stands by the last line. */
export const outcomeOf = (world: GateWorld): ToolRun => runIn(world.log.events.at(-1) as never)
/** Waits until the call has an outcome. */
export const ended = (world: GateWorld) =>
  expect.poll(() => world.log.types().at(-1)).toMatch(/^tool_call_(?:done|failed|unknown)$/)
