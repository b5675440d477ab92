import type { Clock } from './core/kernel/clock.ts'
import { createPublishDryRun } from './core/tools/publish-dry-run.ts'
import { createTimeNow } from './core/tools/time-now.ts'
import type { Tool } from './core/tools/tool.ts'

/** The tools that this console has. */
export function consoleTools(clock: Clock): readonly Tool[] {
  return [createTimeNow(clock), createPublishDryRun(clock)]
}
