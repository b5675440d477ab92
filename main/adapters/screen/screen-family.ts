import * as z from 'zod'
import type { ToolStatus } from '../../../contract/tool.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { createScreenCapture } from '../../core/tools/screen/screen-capture.ts'
import { createScreenRecord } from '../../core/tools/screen/screen-record.ts'
import { createScreenRedact } from '../../core/tools/screen/screen-redact.ts'
import { createScreenSources } from '../../core/tools/screen/screen-sources.ts'
import type { FamilyParts, FamilySpec } from '../../core/tools/tool-family.ts'
import { createPictures } from '../pictures/pictures.ts'
import { type Surroundings, surroundingsOf } from '../programs/surroundings.ts'
import { chooseWay } from './choose-way.ts'
import { ffmpegMissing, ffmpegOf } from './ffmpeg-programs.ts'
import { createFilmRedactor } from './film-redactor.ts'
import { createRecorder } from './recorder.ts'
import { createScreen } from './screen.ts'

/** `display`: the X display to look at; null takes that of the environment. */
const Settings = z.strictObject({
  display: z
    .string()
    .regex(/^:\d{1,5}(\.\d{1,2})?$/, 'an X display of this machine is like :0')
    .nullable()
    .default(null)
    .meta({
      title: 'X display',
      description: 'The one to look at, like :0. Without it that of the environment; on other systems it says nothing.',
    }),
})
type Settings = z.infer<typeof Settings>

/** Tools that look at the screen of this machine. */
export const screenFamily: FamilySpec<Settings> = {
  name: 'screen',
  levels: {
    'screen.sources': 'read_only',
    'screen.capture': 'read_only',
    'screen.record': 'read_only',
    'screen.redact': 'read_only',
  },
  settings: Settings,
  secrets: [],
  open: ({ clock, logger, settings, host, statusChanged, onSettings }: FamilyParts<Settings>) => {
    const surroundings = () => surroundingsOf(process, settings().display)
    const pictures = createPictures()
    const way = () => chooseWay(surroundings(), settings().display, host.screen, pictures, logger)
    const onStatus = () => statusChanged(['screen.sources', 'screen.capture', 'screen.record'])
    const stop = onSettings(onStatus)
    const screen = createScreen(way, clock, onStatus)
    const recorder = createRecorder(way, surroundings, clock, onStatus)
    const films = createFilmRedactor(() => ffmpegOf(surroundings()), clock)
    return {
      tools: [
        createScreenSources(screen),
        createScreenCapture(screen),
        createScreenRecord(recorder),
        createScreenRedact({ pictures, films, clock, status: () => redactStatus(surroundings(), clock) }),
      ],
      close: async () => stop(),
    }
  },
}

/** Pictures can be redacted everywhere, films where ffmpeg is. */
function redactStatus(surroundings: Surroundings, clock: Clock): ToolStatus {
  const missing = ffmpegMissing(surroundings)
  const detail = missing === null ? 'Pictures and films.' : `Pictures only. ${missing.message}`
  return {
    ...{ state: 'ready', detail, remediation_hint: missing?.remediation_hint ?? null },
    ...{ source: 'this machine was looked at', checked_at: timestamp(clock) },
  }
}
