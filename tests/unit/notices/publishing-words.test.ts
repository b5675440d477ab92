import { expect, it } from 'vitest'
import { publishingWords } from '../../../main/core/notices/publishing-words.ts'

it.each([
  ['youtube.upload', { privacy: 'private' }, 'Uploaded, private'],
  ['youtube.set_privacy', { privacy: 'unlisted' }, 'Published, unlisted'],
  ['youtube.set_privacy', { privacy: 'public' }, 'Published, public'],
  ['youtube.undo', { state: 'private' }, 'Taken back, private again'],
  ['youtube.undo', { state: 'deleted' }, 'Taken back, deleted'],
  ['obs.stream.start', { streaming: true }, 'Streaming'],
  ['obs.stream.stop', { streaming: false }, 'The stream has ended'],
  ['file.publish_dry_run', {}, 'A dry run of publishing is done'],
  ['blog.publish', { privacy: 'public' }, 'A call that publishes is done'],
  ['youtube.upload', { privacy: 'public' }, 'A call that publishes is done'],
  ['youtube.upload', null, 'A call that publishes is done'],
])('what %s came to (%j) is told as "%s"', (tool, result, words) => {
  expect(publishingWords({ tool, result })).toBe(words)
})
