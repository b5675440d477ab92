import * as z from 'zod'
import type { JsonObject } from '../../../contract/json-object.ts'
import { alwaysReady } from '../../../main/core/tools/always-ready.ts'
import type { Tool } from '../../../main/core/tools/tool.ts'
import { callOf, createGateWorld, type GateConsole, type GateWorld } from '../../support/gate-world.ts'

/** A process that lives for ever, on a disk without end. */
export const ALWAYS = { pause: async () => undefined, alive: () => undefined, hasRoom: () => undefined }

/** A tool that does what the test says; it only reads, so that it runs without an approval. */
export function toolOf(given: Partial<Tool> & Pick<Tool, 'run'>): Tool {
  return {
    ...{ name: 'test.tool', title: 'Test', description: 'Of the test', side_effect_level: 'read_only' },
    ...{ args: z.strictObject({ word: z.string().default('') }), result: z.strictObject({ said: z.string() }) },
    ...{ timeout_ms: 1000, grace_ms: 0, example: {}, status: alwaysReady, summary: () => 'Test', ...given },
  } as unknown as Tool
}

/** A console with this tool, that never dies. */
export async function gateWith(tool: Tool): Promise<GateWorld & GateConsole> {
  const world = createGateWorld()
  return { ...world, ...(await world.boot({ tools: [tool], ...ALWAYS })) }
}

export const testCall = (key = 'key-00000001', args: JsonObject = { word: 'yes' }) =>
  callOf({ tool: 'test.tool', args, level: 'read_only', key })
export const said = async (): Promise<{ result: { said: string }; artifacts: [] }> => ({
  ...{ result: { said: 'yes' }, artifacts: [] },
})

export const systemError = (code: string): Error => Object.assign(new Error('secret path /home/anna'), { code })
