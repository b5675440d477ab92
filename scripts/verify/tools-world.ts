import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningObs, startObs } from '../../tests/support/obs/start-obs.ts'
import { startYoutubeStandIn, type YoutubeStandIn } from '../../tests/support/youtube-stand-in/youtube-stand-in.ts'
import type { PhaseContext } from './phase.ts'

/** What the tools of a console work on: a real OBS with a real display, and the stand-in of YouTube. */
export interface ToolsWorld {
  readonly obs: RunningObs
  readonly youtube: YoutubeStandIn
  /** For a console that shall use them. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Writes the settings of the tools into the data root, before the console starts. */
export async function openToolsWorld({ dataRoot }: Pick<PhaseContext, 'dataRoot'>): Promise<ToolsWorld> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-obs-'))
  const removeHome = (): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  const obs = await startObs(home).catch(async (error: unknown) => {
    await removeHome()
    throw error
  })
  const youtube = await startYoutubeStandIn()
  const tools = { screen: { display: obs.display }, obs: { url: obs.url }, youtube: youtube.settings }
  await writeFile(join(dataRoot, 'config.json'), `${JSON.stringify({ tools }, null, 2)}\n`)
  return {
    obs,
    youtube,
    env: { OBS_PASSWORD: obs.password, YOUTUBE_REFRESH_TOKEN: youtube.oauth.grant(), DISPLAY: obs.display },
    close: async () => {
      await youtube.close()
      await obs.stop()
      await removeHome()
    },
  }
}
