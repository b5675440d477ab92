import type { ToolRun } from '../../../../contract/tool.ts'
import { linkOf, VideoId } from './upload-args.ts'
import type { YoutubeParts } from './youtube-parts.ts'

const ROOT = linkOf('')

/** Videos to which the signed evidence of a run has a link: that of a run that failed as well. */
export async function videosLeftBy(
  { evidence }: Pick<YoutubeParts, 'evidence'>,
  { call_id, correlation_id, evidence: refs }: Pick<ToolRun, 'call_id' | 'correlation_id' | 'evidence'>,
): Promise<string[]> {
  // A run that was taken up may have left a second package.
  const own = new Set<string>([call_id, ...refs.map(({ package_id }) => package_id)])
  const packages = await evidence.list(correlation_id)
  return packages
    .filter(({ package_id, state }) => own.has(package_id) && state === 'whole')
    .flatMap(({ artifacts }) => artifacts.flatMap(({ link }) => idsIn(link)))
}

function idsIn(link: string | null): string[] {
  const id = link?.startsWith(ROOT) === true ? VideoId.safeParse(link.slice(ROOT.length)).data : undefined
  return id === undefined ? [] : [id]
}
