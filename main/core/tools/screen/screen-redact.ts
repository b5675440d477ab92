import * as z from 'zod'
import { Sha256 } from '../../../../contract/ids.ts'
import type { ToolStatus } from '../../../../contract/tool.ts'
import type { ArtifactFacts } from '../../evidence/evidence-store.ts'
import { type Clock, timestamp } from '../../kernel/clock.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { FoundArtifact, Tool, ToolContext, ToolOutput } from '../tool.ts'
import type { FilmRedactorPort } from './film-redactor-port.ts'
import { mediaUnsupported } from './picture-failures.ts'
import type { PicturePort } from './picture-port.ts'
import { PixelArea } from './screen-target.ts'

const MAX_REGIONS = 50
const BLACK = '#000000'

const Args = z.strictObject({
  artifact_sha256: Sha256,
  regions: z.array(PixelArea).min(1).max(MAX_REGIONS),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'a color is like #000000')
    .exactOptional()
    .meta({ description: 'black (#000000) when left out' }),
})
type Args = z.infer<typeof Args>

const Result = z.strictObject({
  artifact_sha256: Sha256,
  parent_sha256: Sha256,
  bytes: z.int(),
  width: z.int(),
  height: z.int(),
})
type Output = ToolOutput<z.infer<typeof Result>>

const FILMS: ReadonlyMap<string, 'mp4' | 'mkv'> = new Map([
  ['video/mp4', 'mp4'],
  ['video/x-matroska', 'mkv'],
])

interface Parts {
  readonly pictures: Pick<PicturePort, 'redact'>
  readonly films: FilmRedactorPort
  readonly clock: Clock
  status(): ToolStatus
}

/** Fills regions of a picture or film, in a new artifact that names the old one; the old one stays. */
export function createScreenRedact(parts: Parts): Tool<Args, z.infer<typeof Result>> {
  async function ofPicture(
    { regions, color = BLACK, artifact_sha256 }: Args,
    found: FoundArtifact,
    signal: AbortSignal,
  ) {
    const { png, width, height } = await parts.pictures.redact(found.file, regions, color, signal)
    const facts = { artifact_sha256: sha256(png), parent_sha256: artifact_sha256, bytes: png.length, width, height }
    return { result: facts, artifacts: [{ ...about(found, 'png'), bytes: png }] }
  }

  async function ofFilm(
    { regions, color = BLACK, artifact_sha256 }: Args,
    found: FoundArtifact,
    format: 'mp4' | 'mkv',
    context: ToolContext,
  ): Promise<Output> {
    const folder = await context.workFolder()
    const onProgress = (fraction: number): void =>
      context.progress(fraction, `${Math.floor(fraction * 100)} % of the film redacted`)
    const film = { file: found.file, format }
    const made = await parts.films.redact(film, regions, color, folder, onProgress, context.signal)
    const { bytes, width, height } = made
    const facts = { artifact_sha256: made.sha256, parent_sha256: artifact_sha256, bytes, width, height }
    return { result: facts, artifacts: [{ ...about(found, format), file: made.file }] }
  }

  /** What was only reported, or is only a part, does not become more by being redacted. */
  function about({ artifact }: FoundArtifact, ending: 'png' | 'mp4' | 'mkv'): ArtifactFacts {
    return {
      ...{ path: `redacted.${ending}`, media_type: artifact.media_type, captured_at: timestamp(parts.clock) },
      ...{ source: 'tool:screen.redact', link: null, parent_sha256: artifact.sha256 },
      ...(artifact.trust === undefined ? {} : { trust: artifact.trust }),
      ...(artifact.partial === undefined ? {} : { partial: artifact.partial }),
    }
  }

  async function run(args: Args, context: ToolContext): Promise<Output> {
    const { media_type } = (await context.artifact(args.artifact_sha256)).artifact
    const format = FILMS.get(media_type)
    if (media_type !== 'image/png' && format === undefined)
      throw mediaUnsupported(media_type, 'image/png, video/mp4 or video/x-matroska')
    const found = await context.copyOf(args.artifact_sha256)
    return format === undefined ? ofPicture(args, found, context.signal) : ofFilm(args, found, format, context)
  }

  return {
    name: 'screen.redact',
    title: 'Black out parts of a picture or film',
    description:
      'Fills regions with one colour, in a new artifact that names the one it was made from. The original stays. The sound of a film stays as well. Changes nothing else.',
    side_effect_level: 'read_only',
    args: Args,
    result: Result,
    example: {
      ...{ artifact_sha256: sha256(''), color: '#000000' },
      regions: [{ x: 0, y: 0, width: 200, height: 40 }],
    },
    timeout_ms: 1_800_000,
    grace_ms: 5000,
    status: parts.status,
    summary: ({ regions, artifact_sha256 }) => `Black out ${regions.length} regions of ${artifact_sha256.slice(0, 12)}`,
    run,
    // It makes the same of the same, and nothing outside hears of it.
    recover: run,
  }
}
