import type { FamilySpec } from '../../core/tools/tool-family.ts'
import { createVisionCompare } from '../../core/tools/vision/vision-compare.ts'
import { createVisionDescribe } from '../../core/tools/vision/vision-describe.ts'
import { VisionSettings } from '../../core/tools/vision/vision-endpoint.ts'
import { createPictures } from '../pictures/pictures.ts'
import { createVisionEndpoint } from './vision-endpoint.ts'

const KEY = 'VISION_API_KEY'

/** Tools that look at pictures: one asks a model, the other counts. */
export const visionFamily: FamilySpec<VisionSettings> = {
  name: 'vision',
  levels: { 'vision.describe': 'external_notify', 'vision.compare': 'read_only' },
  settings: VisionSettings,
  secrets: [KEY],
  open: ({ clock, settings, secrets, statusChanged, onSettings }) => {
    const changed = () => statusChanged(['vision.describe'])
    const stop = onSettings(changed)
    const vision = createVisionEndpoint({ settings, clock, key: () => secrets.read(KEY), onStatus: changed })
    return {
      tools: [createVisionDescribe(vision, clock), createVisionCompare(createPictures(), clock)],
      close: async () => stop(),
    }
  },
}
