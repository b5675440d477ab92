import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PNG } from 'pngjs'
import { ToolRun } from '../../contract/tool.ts'
import { temporaryFolder } from './data-root.ts'
import { type RunningApp, startApp } from './running-app.ts'

/** A console with a task, and its tools as an agent calls them. */
export interface ScreenApp {
  readonly app: RunningApp
  readonly correlation_id: string
  call(tool: string, args: object, key: string, level?: string): Promise<ToolRun>
  /** The bytes of an artifact of a run. */
  artifact(run: ToolRun, name: string): Promise<Buffer>
}

/** `tools`: the settings of families. */
export async function startScreenApp(tools: object, dataRoot?: string): Promise<ScreenApp> {
  const folder = dataRoot ?? (await temporaryFolder())
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ tools }))
  const app = await startApp({ dataRoot: folder })
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Look' })
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  return {
    ...{ app, correlation_id },
    call: async (tool, args, key, side_effect_level = 'read_only') => {
      const call = { tool, args, side_effect_level, task_id: 't1', correlation_id, idempotency_key: key }
      const answer = await app.call('POST', '/api/tools/execute', 'tool_runner', call)
      return ToolRun.parse(await answer.json())
    },
    artifact: async (run, name) => {
      const answer = await app.call('GET', `/api/evidence/${correlation_id}/${run.call_id}/${name}`, 'observer')
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`)
      return Buffer.from(await answer.arrayBuffer())
    },
  }
}

/** The sha256 of the one picture of a run of `screen.capture`. */
export function pictureOf({ result }: ToolRun): string {
  const [picture] = (result?.['pictures'] ?? []) as { artifact_sha256: string }[]
  if (picture === undefined) throw new Error('no picture was taken')
  return picture.artifact_sha256
}

/** `#rrggbb` of a pixel. */
export function pixelAt(png: PNG, x: number, y: number): string {
  const at = (y * png.width + x) * 4
  return `#${png.data.subarray(at, at + 3).toString('hex')}`
}
