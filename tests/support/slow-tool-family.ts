import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { alwaysReady } from '../../main/core/tools/always-ready.ts'
import { type Tool, type ToolContext, ToolError } from '../../main/core/tools/tool.ts'
import type { FamilySpec } from '../../main/core/tools/tool-family.ts'
import { TOOL_FAMILIES } from '../../main/tool-families.ts'

const Args = z.strictObject({ gate: z.string() })
const Result = z.strictObject({ how: z.enum(['run', 'recover']), word: z.string() })
type SlowTool = Tool<z.infer<typeof Args>, z.infer<typeof Result>>

const artifactOf = (path: string, file: string) => ({
  ...{ path, file, media_type: 'text/plain', captured_at: '2026-01-31T09:30:00.000Z' },
  ...{ source: 'tool:slow.wait', link: null },
})

const halfOf = async (context: ToolContext): Promise<string> => join(await context.workFolder(), 'half.txt')

/** Writes half of its work, and waits until there is a file at `gate`. After a crash it goes on from the half that it finds. */
const slowWait: SlowTool = {
  name: 'slow.wait',
  title: 'Wait',
  description: 'Waits until a file is there.',
  side_effect_level: 'read_only',
  args: Args,
  example: { gate: '/nowhere' },
  result: Result,
  timeout_ms: 60_000,
  grace_ms: 2000,
  status: alwaysReady,
  summary: () => 'Wait',
  run: async ({ gate }, context) => {
    const half = await halfOf(context)
    await writeFile(half, 'half')
    while (!existsSync(gate)) {
      // Each time, for who comes late; the console paces it.
      context.progress(0.5, 'waiting at the gate')
      await sleep(20)
      if (context.signal.aborted) {
        const artifacts = [{ ...artifactOf('half.txt', half), partial: true as const }]
        throw new ToolError('slow_cut', 'It was cut short.', 'Send it again.', { artifacts })
      }
    }
    return { result: { how: 'run', word: await readFile(half, 'utf8') }, artifacts: [artifactOf('done.txt', half)] }
  },
  recover: async (_args, context) => {
    const half = await halfOf(context)
    return { result: { how: 'recover', word: await readFile(half, 'utf8') }, artifacts: [artifactOf('done.txt', half)] }
  },
}

const slowFamily: FamilySpec = {
  name: 'slow',
  levels: { 'slow.wait': 'read_only' },
  settings: z.strictObject({}),
  secrets: [],
  open: () => ({ tools: [slowWait as unknown as Tool], close: async () => undefined }),
}

/** Puts the family into the registry of this process, as a line there would. Before anything is opened. */
export function registerSlowTools(): void {
  ;(TOOL_FAMILIES as FamilySpec[]).push(slowFamily)
}
