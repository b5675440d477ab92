import * as z from 'zod'
import { type Tool, ToolError } from '../tool.ts'
import { ProfileParameter, RecordDirectory, RecordStatus } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsLink } from './obs-link.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import { turnTool } from './obs-turn-tool.ts'
import { recordingActive } from './recording-errors.ts'
import type { RecordingFiles } from './recording-files.ts'

const Args = z.strictObject({ folder: z.string().min(1).max(1000) })
type Args = z.infer<typeof Args>
const Result = z.strictObject({ folder: z.string() })
type Result = z.infer<typeof Result>

export interface RecordFolderParts extends ObsToolParts {
  readonly desk: ObsDesk
  readonly link: Pick<ObsLink, 'health'>
  readonly files: Pick<RecordingFiles, 'allowedFolder' | 'folderFault'>
}

/** Since obs-websocket 5.3; before it, the profile is changed, where each mode of the output has a place of its own. */
const NEWER = 'SetRecordDirectory'
const PLACES: Readonly<Record<string, readonly [category: string, name: string]>> = {
  Simple: ['SimpleOutput', 'FilePath'],
  Advanced: ['AdvOut', 'RecFilePath'],
}

export function createRecordFolder({ desk, link, files, status }: RecordFolderParts): Tool<Args, Result> {
  async function allowed(folder: string): Promise<string> {
    const real = await files.allowedFolder(folder)
    if (real === null) throw notAllowed(folder)
    return real
  }

  async function changeProfile(folder: string, signal: AbortSignal): Promise<void> {
    const asked = { parameterCategory: 'Output', parameterName: 'Mode' }
    const { parameterValue } = await desk.ask(ProfileParameter, 'GetProfileParameter', asked, signal)
    const [parameterCategory, parameterName] = PLACES[parameterValue ?? 'Simple'] ?? ['SimpleOutput', 'FilePath']
    await desk.tell('SetProfileParameter', { parameterCategory, parameterName, parameterValue: folder }, signal)
  }

  return turnTool<Args, Result>(
    desk,
    {
      ...{ name: 'obs.record.folder.set', title: 'Set the recording folder', side_effect_level: 'local_write', status },
      description: 'Lets OBS record into another folder: tools.obs.recording_folder, or one below it.',
      ...{ room: 'unasked', args: Args, example: { folder: '/home/me/Videos/agent' }, result: Result },
      summary: ({ folder }) => `Let OBS Studio record into ${folder}`,
    },
    {
      before: async ({ folder }, signal) => {
        const fault = await files.folderFault(await allowed(folder))
        if (fault !== null) throw unusable(folder, fault)
        if ((await desk.ask(RecordStatus, 'GetRecordStatus', {}, signal)).outputActive) throw recordingActive()
      },
      act: async ({ folder }, signal) => {
        const real = await allowed(folder)
        const health = link.health()
        if (health.state === 'on' && health.about.requests.has(NEWER))
          await desk.tell(NEWER, { recordDirectory: real }, signal)
        else await changeProfile(real, signal)
      },
      shown: async ({ folder }, signal) => {
        const { recordDirectory } = await desk.ask(RecordDirectory, 'GetRecordDirectory', {}, signal)
        const [wanted, found] = await Promise.all([files.allowedFolder(folder), files.allowedFolder(recordDirectory)])
        return wanted !== null && wanted === found ? { folder: wanted } : null
      },
      missed: ({ folder }) =>
        new ToolError(
          'obs_folder_not_set',
          `OBS does not record into ${folder}.`,
          'Choose it in OBS (Settings, Output).',
        ),
    },
  )
}

const notAllowed = (folder: string): ToolError =>
  new ToolError(
    'obs_folder_not_allowed',
    `${folder} is not there, or not in the folder that the settings allow.`,
    'Set tools.obs.recording_folder to the folder below which OBS may record, and name a folder that exists there.',
  )

const unusable = (folder: string, fault: string): ToolError =>
  new ToolError('obs_folder_unusable', `${folder} ${fault}.`, 'Choose another folder, or make room.')
