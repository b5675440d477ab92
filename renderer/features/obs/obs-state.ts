import * as z from 'zod'
import { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun, ToolStatus } from '../../../contract/tool.ts'
import { argsOf } from '../tools/run-args.ts'

const Status = z.object({
  obs_version: z.string(),
  latency_ms: z.number(),
  scene: z.string(),
  recording: z.object({
    active: z.boolean(),
    paused: z.boolean(),
    duration_ms: z.number(),
    bytes: z.number(),
    path: z.string().nullable(),
    folder: z.string(),
  }),
  streaming: z.object({ active: z.boolean(), reconnecting: z.boolean(), duration_ms: z.number() }),
  load: z.object({ cpu_percent: z.number(), fps: z.number(), free_disk_mb: z.number(), skipped_frames: z.number() }),
})
export type ObsStatus = z.infer<typeof Status>

const Scenes = z.object({
  current: z.string().nullable(),
  scenes: z.array(z.object({ name: z.string(), sources: z.array(z.string()) })),
})
export type ObsScenes = z.infer<typeof Scenes>

export const ARM_ACTIONS = ['record.stop', 'stream.start', 'stream.stop'] as const
export type ArmAction = (typeof ARM_ACTIONS)[number]

const Armed = z.object({
  arm_id: z.string(),
  action: z.enum(ARM_ACTIONS),
  seen: JsonObject,
  fire: z.object({ tool: z.string(), args: JsonObject }),
  expires_at: z.string(),
})
export type Arm = z.infer<typeof Armed>

/** What OBS said, and when that was asked. */
export interface Heard<T> {
  readonly said: T
  readonly at: string
}

/** What the calls of one task tell of OBS: the same after a reload. */
export interface ObsState {
  readonly status: Heard<ObsStatus> | null
  readonly scenes: Heard<ObsScenes> | null
  /** Armed, not fired since, and not over; the newest of each action. */
  readonly arms: readonly Arm[]
  /** The newest call that asked how OBS is. */
  readonly asked: ToolRun | null
  /** The newest call that did something besides looking. */
  readonly last: ToolRun | null
}

/** After this what OBS said is told as past. Milliseconds. */
const PRESENT = 60_000

/**
 * Whether what was heard then may not be told as if it were so now: it is a while ago, or OBS was missed since. `health`: what is known
 * of OBS without a call; null while it is not.
 */
export function isPast(
  { at }: Pick<Heard<unknown>, 'at'>,
  health: Pick<ToolStatus, 'state' | 'checked_at'> | null,
  now: number,
): boolean {
  if (now - Date.parse(at) > PRESENT) return true
  if (health === null || health.state === 'ready') return false
  return health.checked_at === null || Date.parse(at) <= Date.parse(health.checked_at)
}

const LOOKS = new Set(['obs.status', 'obs.scenes', 'obs.arm'])

/** `runs`: of the task, newest first. `now`: the service's time in milliseconds. */
export function obsState(runs: readonly ToolRun[], now: number): ObsState {
  const mine = runs.filter(({ tool }) => tool.startsWith('obs.'))
  const scenes = heard(mine, 'obs.scenes', Scenes)
  const switched = mine.find(({ tool, state }) => tool === 'obs.scene.switch' && state === 'done')
  return {
    status: heard(mine, 'obs.status', Status),
    scenes: scenes === null ? null : switchedSince(scenes, switched),
    arms: armsOf(mine, now),
    asked: mine.find(({ tool }) => tool === 'obs.status') ?? null,
    last: mine.find(({ tool }) => !LOOKS.has(tool)) ?? null,
  }
}

function heard<T>(runs: readonly ToolRun[], tool: string, shape: z.ZodType<T>): Heard<T> | null {
  for (const run of runs) {
    if (run.tool !== tool || run.state !== 'done') continue
    const read = shape.safeParse(run.result)
    if (read.success) return { said: read.data, at: run.finished_at ?? run.started_at }
  }
  return null
}

/** A switch that OBS confirmed says more than an older list. */
function switchedSince(scenes: Heard<ObsScenes>, run: ToolRun | undefined): Heard<ObsScenes> {
  const scene = run?.result?.['scene']
  if (run === undefined || typeof scene !== 'string' || run.started_at < scenes.at) return scenes
  return { ...scenes, said: { ...scenes.said, current: scene } }
}

function armsOf(runs: readonly ToolRun[], now: number): Arm[] {
  const fired = new Set(runs.filter(({ state }) => state !== 'denied').map((run) => argsOf(run)['arm_id']))
  const arms = runs
    .filter(({ tool, state }) => tool === 'obs.arm' && state === 'done')
    .flatMap((run) => Armed.safeParse(run.result).data ?? [])
  return ARM_ACTIONS.flatMap((action) => arms.find((arm) => arm.action === action) ?? []).filter(
    (arm) => !fired.has(arm.arm_id) && Date.parse(arm.expires_at) > now,
  )
}

/** How long it can still be fired, rounded down: never more than there is. */
export function armLeft(
  { expires_at }: Pick<Arm, 'expires_at'>,
  now: number,
): { readonly words: string; readonly isOver: boolean } {
  const seconds = Math.floor((Date.parse(expires_at) - now) / 1000)
  if (seconds <= 0) return { words: 'over', isOver: true }
  return { words: seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`, isOver: false }
}

/** `1:02:03` of a length. */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const pad = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${hours === 0 ? minutes : `${hours}:${pad(minutes)}`}:${pad(seconds % 60)}`
}
