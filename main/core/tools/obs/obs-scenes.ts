import * as z from 'zod'
import { type Tool, ToolError } from '../tool.ts'
import { CurrentScene, SceneItems, SceneList } from './obs-answers.ts'
import type { ObsDesk } from './obs-desk.ts'
import type { ObsToolParts } from './obs-tool-parts.ts'
import { turnTool } from './obs-turn-tool.ts'

const NoArgs = z.strictObject({})
/** As OBS has it, letter by letter: it is what `obs.scene.switch` and `obs.screenshot` take. */
const name = z.string().min(1).max(300)
const Scenes = z.strictObject({
  current: z.string().nullable(),
  scenes: z.array(z.strictObject({ name: z.string(), sources: z.array(z.string()) })),
})
const SwitchArgs = z.strictObject({ scene: name })
const Switched = z.strictObject({ scene: z.string() })

export interface SceneParts extends ObsToolParts {
  readonly desk: ObsDesk
}

/** Every scene costs a question; more are named without their sources. */
const MOST_LOOKED_INTO = 50

export function createObsScenes({ desk, status }: SceneParts): Tool<z.infer<typeof NoArgs>, z.infer<typeof Scenes>> {
  const run: Tool<z.infer<typeof NoArgs>, z.infer<typeof Scenes>>['run'] = async (_, { signal }) => {
    const found = await desk.ask(SceneList, 'GetSceneList', {}, signal)
    const scenes: z.infer<typeof Scenes>['scenes'] = []
    // OBS lists them from the bottom up.
    for (const { sceneName } of found.scenes.toReversed()) {
      const items =
        scenes.length < MOST_LOOKED_INTO
          ? (await desk.ask(SceneItems, 'GetSceneItemList', { sceneName }, signal)).sceneItems
          : []
      scenes.push({ name: sceneName, sources: items.map(({ sourceName }) => sourceName) })
    }
    return { result: { current: found.currentProgramSceneName ?? null, scenes }, artifacts: [] }
  }
  return {
    name: 'obs.scenes',
    title: 'Scenes of OBS Studio',
    description: 'Lists the scenes with their sources, and which one is shown. Changes nothing.',
    side_effect_level: 'read_only',
    args: NoArgs,
    example: {},
    result: Scenes,
    timeout_ms: 60_000,
    grace_ms: 0,
    room: 'unasked',
    status,
    summary: () => 'List the scenes of OBS Studio',
    run,
    recover: run,
  }
}

/** Done when OBS shows the scene. */
export function createSceneSwitch({
  desk,
  status,
}: SceneParts): Tool<z.infer<typeof SwitchArgs>, z.infer<typeof Switched>> {
  return turnTool<z.infer<typeof SwitchArgs>, z.infer<typeof Switched>>(
    desk,
    {
      name: 'obs.scene.switch',
      title: 'Switch the scene',
      description: 'Shows another scene in OBS Studio. What is recorded or streamed shows it from then on.',
      side_effect_level: 'local_write',
      args: SwitchArgs,
      example: { scene: 'Scene' },
      result: Switched,
      room: 'unasked',
      status,
      summary: ({ scene }) => `Show the scene "${scene}" in OBS Studio`,
    },
    {
      before: async () => undefined,
      act: ({ scene }, signal) => desk.tell('SetCurrentProgramScene', { sceneName: scene }, signal),
      shown: async ({ scene }, signal) => {
        const { currentProgramSceneName } = await desk.ask(CurrentScene, 'GetCurrentProgramScene', {}, signal)
        return currentProgramSceneName === scene ? { scene } : null
      },
      missed: ({ scene }) =>
        new ToolError('obs_scene_not_shown', `OBS does not show "${scene}".`, 'Look at obs.scenes, and switch again.'),
    },
  )
}
