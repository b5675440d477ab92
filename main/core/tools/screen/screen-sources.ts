import * as z from 'zod'
import type { Tool } from '../tool.ts'
import type { ScreenPort } from './screen-port.ts'
import { ScreenSourceId } from './screen-target.ts'

const Args = z.strictObject({})

/** Whoever opens more windows than these hides them, and keeps nobody from the others. */
const MOST = 200

const Result = z.strictObject({
  way: z.string(),
  sources: z
    .array(
      z.strictObject({
        id: ScreenSourceId,
        // 200 letters, of which each may be two UTF-16 units.
        name: z.string().max(400),
        kind: z.enum(['display', 'window']),
        place: z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).nullable(),
      }),
    )
    .max(MOST),
})

/** What `target` of the other screen tools can name. */
export function createScreenSources(screen: ScreenPort): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  return {
    name: 'screen.sources',
    title: 'Displays and windows',
    description: 'Lists the displays and windows that can be captured, with their ids and places. Changes nothing.',
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: {},
    timeout_ms: 70_000,
    grace_ms: 0,
    room: 'unasked',
    status: screen.status,
    summary: () => 'List displays and windows',
    run: async (_args, { signal }) => ({
      result: { way: screen.way(), sources: (await screen.sources(signal)).slice(0, MOST) },
      artifacts: [],
    }),
  }
}
