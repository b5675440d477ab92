import * as z from 'zod'
import { IntakeState, type SetIntake } from '../../contract/intake.ts'
import { type SaveSettings, SettingsView } from '../../contract/settings.ts'
import { type CreateTask, TaskDetail } from '../../contract/task.ts'
import type { DesktopVerbs } from './door.ts'
import { notUnderstood, parsed, RequestFailed } from './failure.ts'
import type { Requests } from './requests.ts'

/** A screen or a window of the desktop; the picture is a data: URL of a PNG, or null. */
export const CaptureSource = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['screen', 'window']),
  thumbnail: z
    .string()
    .regex(/^data:image\/png;base64,/)
    .nullable(),
})
export type CaptureSource = z.infer<typeof CaptureSource>

/** What only a desktop does, with its replies held against what they must be. Every function rejects with RequestFailed. */
export interface DesktopApi {
  captureSources(): Promise<readonly CaptureSource[]>
  chooseCaptureSource(id: string): Promise<void>
  setBadge(count: number): Promise<void>
  zoom(step: 'in' | 'out' | 'reset'): Promise<void>
}

/** The routes by which the console sets itself up. Every function rejects with RequestFailed. */
export interface SettingsApi {
  settings(signal: AbortSignal): Promise<SettingsView>
  saveSettings(change: SaveSettings): Promise<SettingsView>
  setIntake(wanted: SetIntake): Promise<IntakeState>
  createTask(task: z.input<typeof CreateTask>): Promise<TaskDetail>
  /** Null in a browser. */
  readonly desktop: DesktopApi | null
}

export function createSettingsApi(requests: Requests, desktop: DesktopVerbs | null): SettingsApi {
  const { get, post, put } = requests
  return {
    settings: (signal) => get(SettingsView, '/api/settings', signal),
    saveSettings: (change) => put(SettingsView, '/api/settings', change),
    setIntake: (wanted) => post(IntakeState, '/api/intake', wanted),
    createTask: (task) => post(TaskDetail, '/api/tasks', task),
    desktop: desktop === null ? null : desktopApi(requests, desktop),
  }
}

function desktopApi({ done }: Requests, desktop: DesktopVerbs): DesktopApi {
  return {
    captureSources: async () => {
      const reply = desktop.chooseCaptureSource(null)
      await done(reply)
      const list = z.array(CaptureSource).safeParse(parsed((await reply).body))
      if (!list.success) throw new RequestFailed(notUnderstood(200, 'The list of screens is not one.'))
      return list.data
    },
    chooseCaptureSource: (id) => done(desktop.chooseCaptureSource(id)),
    setBadge: (count) => done(desktop.setBadge(count)),
    zoom: (step) => done(desktop.zoom(step)),
  }
}
