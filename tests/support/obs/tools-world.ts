import type { JsonObject } from '../../../contract/json-object.ts'
import { createArmBook } from '../../../main/core/tools/obs/arm-book.ts'
import { createObsDesk } from '../../../main/core/tools/obs/obs-desk.ts'
import { createObsTrack } from '../../../main/core/tools/obs/obs-track.ts'
import type { Tool } from '../../../main/core/tools/tool.ts'
import { fakeContext } from './fake-context.ts'
import { createFakeFiles } from './fake-files.ts'
import { createFakeLink, type FakeAnswer, IMPATIENT } from './fake-link.ts'

export const IDLE = { outputActive: false, outputPaused: false, outputDuration: 0, outputBytes: 0 }
export const ACTIVE = { ...IDLE, outputActive: true, outputDuration: 1000, outputBytes: 5000 }
export const STREAM = { ...IDLE, outputReconnecting: false, outputSkippedFrames: 0, outputTotalFrames: 0 }
export const SERVICE = {
  streamServiceType: 'rtmp_custom',
  streamServiceSettings: { server: 'rtmp://me:word@live.example.org/app?key=abc', key: 'secret' },
}
export const TARGET = { service: 'rtmp_custom', server: 'rtmp://live.example.org/app' }

export type ToolsWorld = ReturnType<typeof toolsWorld>

/** What the tools of OBS are made with, around an OBS in memory. */
export function toolsWorld(answers: Record<string, FakeAnswer>) {
  const link = createFakeLink(answers)
  const time = { ms: 100_000 }
  const clock = { now: () => time.ms }
  const desk = createObsDesk({ link, timers: IMPATIENT })
  const track = createObsTrack({ link, clock })
  let count = 0
  const arms = createArmBook({ clock, ids: { hex: () => String(++count) } })
  const files = createFakeFiles()
  const began: (string | null)[] = []
  const watch = {
    began: ({ path }: { path: string | null }) => void began.push(path),
    whileStopping: <T>(work: () => Promise<T>) => work(),
    pathOfOwn: () => '/rec/own.mkv',
    lastLoss: () => null,
    start: () => undefined,
    close: async () => undefined,
  }
  const status = () => ({
    ...{ state: 'ready' as const, detail: '', remediation_hint: null, source: 'test', checked_at: null },
  })
  return { link, files, began, time, parts: { link, clock, desk, track, arms, files, watch, status } }
}

/** Runs a tool, or takes it up. */
export const runTool = async (tool: Tool, args: JsonObject = {}, how: 'run' | 'recover' = 'run') => {
  const context = fakeContext()
  if (how === 'run') return tool.run(args, context)
  if (tool.recover === undefined) throw new Error(`${tool.name} cannot be taken up`)
  return tool.recover(args, context)
}

/** The error_code of a failure. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: { error_code?: string; message: string }) => error.error_code ?? error.message,
  )
