import type { FamilySpec } from '../../core/tools/tool-family.ts'
import { createVisionDescribe } from '../../core/tools/vision/vision-describe.ts'
import { VisionSettings } from '../../core/tools/vision/vision-endpoint.ts'
import { createVisionEndpoint } from './vision-endpoint.ts'

const KEY = 'VISION_API_KEY'

/** Tools that ask a model about pictures. */
export const visionFamily: FamilySpec<VisionSettings> = {
  name: 'vision',
  levels: { 'vision.describe': 'external_notify' },
  settings: VisionSettings,
  secrets: [KEY],
  open: ({ clock, settings, secrets, statusChanged, onSettings }) => {
    const changed = () => statusChanged(['vision.describe'])
    const stop = onSettings(changed)
    const vision = createVisionEndpoint({ settings, clock, key: () => secrets.read(KEY), onStatus: changed })
    return { tools: [createVisionDescribe(vision, clock)], close: async () => stop() }
  },
}
