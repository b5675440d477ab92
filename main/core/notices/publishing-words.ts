import type { ToolRun } from '../../../contract/tool.ts'

type Words = (result: NonNullable<ToolRun['result']>) => string | null

/** Of tools that can publish, not each call does: what came of one, so that nobody believes that something is out which is not, or the reverse. */
const BY_TOOL: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['youtube.upload', ({ privacy }) => (privacy === 'private' ? 'Uploaded, private' : null)],
  ['youtube.set_privacy', ({ privacy }) => PRIVACY.get(privacy) ?? null],
  ['youtube.undo', ({ state }) => UNDONE.get(state) ?? null],
  ['obs.stream.start', () => 'Streaming'],
  ['obs.stream.stop', () => 'The stream has ended'],
  ['file.publish_dry_run', () => 'A dry run of publishing is done'],
])
const PRIVACY: ReadonlyMap<unknown, string> = new Map([
  ['unlisted', 'Published, unlisted'],
  ['public', 'Published, public'],
])
const UNDONE: ReadonlyMap<unknown, string> = new Map([
  ['private', 'Taken back, private again'],
  ['deleted', 'Taken back, deleted'],
])

/** What a call that was let publish has come to, as a title. Of a tool that is not known here no more is said than that it is done. */
export function publishingWords({ tool, result }: Pick<ToolRun, 'tool' | 'result'>): string {
  const words = result === null ? null : (BY_TOOL.get(tool)?.(result) ?? null)
  return words ?? 'A call that publishes is done'
}
