import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { answerParent } from './process/answer-parent.ts'

export interface WritePlan {
  /** Files of this folder are replaced, in turn. */
  readonly folder: string
  readonly names: readonly string[]
  /** Bytes of every file. */
  readonly length: number
  readonly inFlight: number
  readonly ms: number
}

/** The least that a durable write is: temporary file, fsync, rename. Answers with writes per second. */
async function run(plan: WritePlan): Promise<number> {
  const bytes = Buffer.alloc(plan.length, 'x')
  const began = performance.now()
  const until = began + plan.ms
  let written = 0
  let begun = 0

  async function work(): Promise<void> {
    while (performance.now() < until) {
      const name = plan.names[begun++ % plan.names.length] as string
      const temporary = join(plan.folder, `.tmp-${name}`)
      const handle = await open(temporary, 'w')
      await handle.writeFile(bytes)
      await handle.sync()
      await handle.close()
      await rename(temporary, join(plan.folder, name))
      written++
    }
  }

  await Promise.all(Array.from({ length: plan.inFlight }, work))
  return (written * 1000) / (performance.now() - began)
}

answerParent<WritePlan, number>(run)
