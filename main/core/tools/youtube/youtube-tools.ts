import type { Tool } from '../tool.ts'
import { createPreflight } from './preflight.ts'
import { createSetPrivacy } from './set-privacy.ts'
import { createUndo } from './undo.ts'
import { createUpload } from './upload.ts'
import type { YoutubeParts } from './youtube-parts.ts'

export const YOUTUBE_LEVELS = {
  'youtube.preflight': 'read_only',
  'youtube.upload': 'external_publish',
  'youtube.set_privacy': 'external_publish',
  'youtube.undo': 'external_publish',
} as const

export const createYoutubeTools = (parts: YoutubeParts): readonly Tool[] => [
  ...[createPreflight(parts), createUpload(parts), createSetPrivacy(parts), createUndo(parts)],
]
