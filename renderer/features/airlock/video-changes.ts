import type { JsonObject } from '../../../contract/json-object.ts'
import type { PublishedVideo } from './published-video.ts'

/** A call that changes who sees a video. `args`: besides those that name the video. */
export interface VideoChange {
  readonly tool: 'youtube.set_privacy' | 'youtube.undo'
  readonly word: string
  readonly args: JsonObject
  readonly look: 'plain' | 'danger'
}

const CHANGES: readonly (VideoChange & { readonly from: readonly PublishedVideo['privacy'][] })[] = [
  {
    ...{ tool: 'youtube.set_privacy', word: 'Make it unlisted…', args: { privacy: 'unlisted' }, look: 'plain' },
    from: ['private', 'public', 'unknown'],
  },
  {
    ...{ tool: 'youtube.set_privacy', word: 'Make it public…', args: { privacy: 'public' }, look: 'plain' },
    from: ['private', 'unlisted', 'unknown'],
  },
  {
    ...{ tool: 'youtube.undo', word: 'Take it back: make it private…', args: { how: 'private' }, look: 'plain' },
    from: ['unlisted', 'public', 'unknown'],
  },
  {
    ...{ tool: 'youtube.undo', word: 'Take it back: delete it…', args: { how: 'delete' }, look: 'danger' },
    from: ['private', 'unlisted', 'public', 'unknown'],
  },
]

/** What can be asked for. The video of a failed upload is not what was countersigned: the service shows it to nobody, and takes it back. */
export function changesOf({ privacy, upload }: Pick<PublishedVideo, 'privacy' | 'upload'>): readonly VideoChange[] {
  return CHANGES.filter(
    ({ tool, from }) => from.includes(privacy) && (tool === 'youtube.undo' || upload.state === 'done'),
  )
}
