import * as z from 'zod'
import { Timestamp } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { alwaysReady } from '../always-ready.ts'
import type { Tool } from '../tool.ts'

const Args = z.strictObject({})
const Result = z.strictObject({ now: Timestamp, unix_ms: z.int() })

/** Tells the time of this machine. */
export function createTimeNow(clock: Clock): Tool<z.infer<typeof Args>, z.infer<typeof Result>> {
  return {
    name: 'time.now',
    title: 'Time of this machine',
    description: 'Answers the present instant in UTC. Changes nothing.',
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: {},
    timeout_ms: 1000,
    grace_ms: 0,
    room: 'unasked',
    status: alwaysReady,
    summary: () => 'Tell the time',
    run: async () => ({ result: { now: timestamp(clock), unix_ms: clock.now() }, artifacts: [] }),
  }
}
