import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { type Tool, type ToolContext, ToolError, type ToolOutput } from '../tool.ts'
import { LastReplay, ReplayStatus, SavedReplay } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import { turnTool } from './obs-turn-tool.ts'
import { refusedCode } from './recording-errors.ts'
import type { RecordingFiles } from './recording-files.ts'
import { takeRecording } from './take-recording.ts'

const Args = z.strictObject({})
type Args = z.infer<typeof Args>
const Turned = z.strictObject({ active: z.boolean() })
type Turned = z.infer<typeof Turned>
const Saved = z.strictObject({
  path: z.string().max(4000),
  sha256: Sha256,
  bytes: z.int(),
  duration_s: z.number(),
  frames: z.int(),
  video: z.strictObject({ codec: z.string(), width: z.int(), height: z.int() }).nullable(),
  audio_codec: z.string().nullable(),
})
type Saved = z.infer<typeof Saved>

export interface ReplayParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly files: RecordingFiles
  readonly clock: Clock
}

const SAVED_MS = 30_000
const NOTE = 'replay-save.json'
const Note = z.object({ before: z.string().nullable() })

/** Codes of obs-websocket: it is active, it is idle, there is none. */
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = refusedCode(error)
    throw code === 500 ? active() : code === 501 ? idle() : code === 604 ? switchedOff() : error
  }
}

function switchTool(parts: ReplayParts, wanted: boolean): Tool<Args, Turned> {
  const { desk, status } = parts
  const shown = async (_: Args, signal: AbortSignal): Promise<Turned | null> => {
    const { outputActive } = await named(desk.ask(ReplayStatus, 'GetReplayBufferStatus', {}, signal))
    return outputActive === wanted ? { active: wanted } : null
  }
  const words = wanted
    ? { name: 'obs.replay.start' as const, title: 'Start the replay buffer' }
    : { name: 'obs.replay.stop' as const, title: 'Stop the replay buffer' }
  return turnTool<Args, Turned>(
    desk,
    {
      ...(wanted ? {} : { room: 'unasked' as const }),
      ...{ ...words, side_effect_level: 'local_write', args: Args, example: {}, result: Turned, status },
      description: wanted
        ? 'Lets OBS keep the last moments in memory, from which obs.replay.save makes a file.'
        : 'Ends the replay buffer; what was not saved is gone.',
      summary: () => `${words.title} of OBS Studio`,
    },
    {
      before: async (args, signal) => {
        if ((await shown(args, signal)) !== null) throw wanted ? active() : idle()
      },
      act: (_, signal) => named(desk.tell(wanted ? 'StartReplayBuffer' : 'StopReplayBuffer', {}, signal)),
      shown,
      missed: () =>
        new ToolError('obs_replay_unchanged', 'OBS took it, and nothing changed.', 'Look at the log of OBS.'),
    },
  )
}

export const createReplayStart = (parts: ReplayParts): Tool<Args, Turned> => switchTool(parts, true)
export const createReplayStop = (parts: ReplayParts): Tool<Args, Turned> => switchTool(parts, false)

/** Keeps the last moments as evidence. */
export function createReplaySave(parts: ReplayParts): Tool<Args, Saved> {
  const { desk, files, clock, status } = parts

  async function lastSaved(signal: AbortSignal): Promise<string | null> {
    try {
      return (await desk.ask(LastReplay, 'GetLastReplayBufferReplay', {}, signal)).savedReplayPath ?? null
    } catch (error) {
      // An OBS that did not save any yet refuses the question.
      if (refusedCode(error) !== null) return null
      throw error
    }
  }

  async function keep(path: string, { signal }: ToolContext): Promise<ToolOutput<Saved>> {
    const told = { path, name: 'replay', captured_at: timestamp(clock), source: 'obs:replay' }
    const { artifact, ...facts } = await takeRecording(parts, told, signal)
    return { result: facts, artifacts: [artifact] }
  }

  return {
    name: 'obs.replay.save',
    title: 'Save the replay buffer',
    description: 'Lets OBS write the last moments into a file, verifies it and keeps it as evidence.',
    side_effect_level: 'local_write',
    args: Args,
    example: {},
    result: Saved,
    timeout_ms: 300_000,
    grace_ms: 0,
    status,
    summary: () => 'Save the replay buffer of OBS Studio',
    run: async (_, context) => {
      const { signal } = context
      const { outputActive } = await named(desk.ask(ReplayStatus, 'GetReplayBufferStatus', {}, signal))
      if (!outputActive) throw idle()
      await files.writeNote(await context.workFolder(), NOTE, { before: await lastSaved(signal) })
      const expected = desk.expect((event, data) =>
        event === 'ReplayBufferSaved' ? (SavedReplay.safeParse(data).data?.savedReplayPath ?? null) : null,
      )
      try {
        await named(desk.tell('SaveReplayBuffer', {}, signal))
        const path = await expected.within(SAVED_MS, signal)
        if (path === null) throw notSaved()
        return await keep(path, context)
      } finally {
        expected.end()
      }
    },
    recover: async (_, context) => {
      const note = Note.safeParse(await files.readNote(await context.workFolder(), NOTE)).data
      const now = note === undefined ? null : await lastSaved(context.signal)
      if (now === null || now === note?.before) throw notSaved()
      return keep(now, context)
    },
  }
}

const active = (): ToolError =>
  new ToolError('obs_replay_active', 'The replay buffer runs already.', 'Save it with obs.replay.save.')
const idle = (): ToolError =>
  new ToolError('obs_replay_idle', 'The replay buffer does not run.', 'Start it with obs.replay.start.')
const switchedOff = (): ToolError =>
  new ToolError('obs_replay_off', 'OBS has no replay buffer.', 'Switch it on in OBS (Settings, Output, Replay Buffer).')
const notSaved = (): ToolError =>
  new ToolError(
    'obs_replay_not_saved',
    'OBS did not say that it saved the replay buffer.',
    'Look into the recording folder.',
  )
