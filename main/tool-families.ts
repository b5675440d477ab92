import { notifyFamily } from './adapters/notify/notify-family.ts'
import { obsFamily } from './adapters/obs/obs-family.ts'
import { screenFamily } from './adapters/screen/screen-family.ts'
import { visionFamily } from './adapters/vision/vision-family.ts'
import { youtubeFamily } from './adapters/youtube/youtube-family.ts'
import { fileFamily } from './core/tools/file/file-family.ts'
import { timeFamily } from './core/tools/time/time-family.ts'
import type { FamilySpec } from './core/tools/tool-family.ts'

/** The registry: every tool that this console has. A new one is its folder, its adapter, and a line here. */
export const TOOL_FAMILIES: readonly FamilySpec[] = [
  timeFamily,
  fileFamily,
  screenFamily,
  visionFamily,
  notifyFamily,
  obsFamily,
  youtubeFamily,
]

/** Every tool by its name, with what it can do to the world. */
export const TOOL_LEVELS = TOOL_FAMILIES.flatMap(({ levels }) =>
  Object.entries(levels).map(([tool, side_effect_level]) => ({ tool, side_effect_level })),
)

/** Names of the secrets that tools take. */
export const TOOL_SECRETS: readonly string[] = TOOL_FAMILIES.flatMap(({ secrets }) => secrets)
