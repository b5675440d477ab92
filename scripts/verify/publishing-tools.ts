import { randomBytes } from 'node:crypto'
import type { PublishingTool } from './publish-stage.ts'

const upload_call_id = 'call-0000000000000000'
const sha256 = (): string => randomBytes(32).toString('hex')
const armId = (): string => `arm-${randomBytes(8).toString('hex')}`
/** Where a stream would go. */
const TARGET = { service: 'Custom', server: 'rtmp://127.0.0.1/live' }
const videoId = (): string => randomBytes(8).toString('base64url').slice(0, 11)

/** Every tool of the console that puts something into the world, with arguments that it takes. */
export const PUBLISHING_TOOLS: readonly PublishingTool[] = [
  {
    tool: 'youtube.upload',
    args: () => ({
      ...{ artifact_sha256: sha256(), title: `Release ${randomBytes(3).toString('hex')}`, description: 'What is new.' },
      ...{ category_id: '28', made_for_kids: false },
    }),
  },
  { tool: 'youtube.set_privacy', args: () => ({ video_id: videoId(), privacy: 'unlisted', upload_call_id }) },
  { tool: 'youtube.undo', args: () => ({ video_id: videoId(), how: 'delete', upload_call_id }) },
  { tool: 'obs.stream.start', args: () => ({ arm_id: armId(), ...TARGET }) },
  { tool: 'obs.stream.stop', args: () => ({ arm_id: armId(), ...TARGET }) },
]
