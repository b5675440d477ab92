import * as z from 'zod'
import type { ToolRun } from '../../../contract/tool.ts'

const Subject = z.object({ args: z.record(z.string(), z.unknown()) })

/** Arguments of a call as they were recorded; empty when they cannot be read any more. */
export function argsOf({ subject }: Pick<ToolRun, 'subject'>): Readonly<Record<string, unknown>> {
  try {
    return Subject.parse(JSON.parse(subject)).args
  } catch {
    return {}
  }
}
