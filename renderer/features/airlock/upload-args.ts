import type { JsonObject } from '../../../contract/json-object.ts'
import type { VideoWords } from './airlock-state.ts'

/** What youtube.preflight and youtube.upload are called with: what was not said is left out, not guessed. */
export function uploadArgs(sha256: string, words: VideoWords): JsonObject {
  const { title, description, category_id, made_for_kids, tags } = words
  return {
    ...{ artifact_sha256: sha256, title, description, category_id },
    ...(made_for_kids === null ? {} : { made_for_kids }),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
  }
}
