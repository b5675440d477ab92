import { expect, it } from 'vitest'
import type { Sha256 } from '../../../contract/ids.ts'
import type { ToolStatus } from '../../../contract/tool.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { createScreenRedact } from '../../../main/core/tools/screen/screen-redact.ts'
import { createVisionCompare } from '../../../main/core/tools/vision/vision-compare.ts'
import { fakeContext, foundArtifact } from '../../support/tool-context.ts'

const clock = { now: () => Date.parse('2026-03-01T10:00:00.000Z') }
const A = 'a'.repeat(64) as Sha256
const B = 'b'.repeat(64) as Sha256
const PNG = Buffer.from('a picture')
const REGIONS = [{ x: 0, y: 0, width: 1, height: 1 }]
const READY: ToolStatus = { state: 'ready', detail: '', remediation_hint: null, source: 'test', checked_at: null }

const opened: string[] = []
const colours: string[] = []
const redact = createScreenRedact({
  pictures: {
    redact: async (file, _areas, colour) => {
      opened.push(file)
      colours.push(colour)
      return { png: PNG, width: 4, height: 3 }
    },
  },
  films: {
    redact: async ({ file, format }, _areas, colour, folder, onProgress) => {
      opened.push(file)
      colours.push(colour)
      onProgress(0.25)
      return { file: `${folder}/redacted.${format}`, sha256: B, bytes: 5, width: 4, height: 3, seconds: 1, frames: 2 }
    },
  },
  ...{ clock, status: () => READY },
})
const args = { artifact_sha256: A, regions: REGIONS, color: '#000000' }

it('a redacted picture is a new artifact that names the one it was made from', async () => {
  const { result, artifacts } = await redact.run(args, fakeContext([foundArtifact(A, 'image/png')]))
  expect(result).toEqual({ artifact_sha256: sha256(PNG), parent_sha256: A, bytes: PNG.length, width: 4, height: 3 })
  expect(artifacts).toEqual([
    {
      ...{ path: 'redacted.png', bytes: PNG, media_type: 'image/png', captured_at: '2026-03-01T10:00:00.000Z' },
      ...{ source: 'tool:screen.redact', link: null, parent_sha256: A },
    },
  ])
  expect(redact.summary(args)).toBe('Black out 1 regions of aaaaaaaaaaaa')
})

it.each([
  ['video/mp4', 'redacted.mp4'],
  ['video/x-matroska', 'redacted.mkv'],
])('a film of %s becomes %s, and stays a part or a report when it was one', async (media, path) => {
  const context = fakeContext([foundArtifact(A, media, { partial: true, trust: 'reported' })])
  const { result, artifacts } = await redact.run(args, context)
  expect(result).toMatchObject({ artifact_sha256: B, parent_sha256: A })
  expect(artifacts).toMatchObject([{ path, media_type: media, partial: true, trust: 'reported', parent_sha256: A }])
  expect(context.told).toEqual(['0.25 25 % of the film redacted'])
})

it('regions are filled with black where no colour is named', async () => {
  colours.length = 0
  const { color: _, ...without } = args
  expect(redact.args.safeParse(without).success).toBe(true)
  for (const media of ['image/png', 'video/mp4']) {
    await redact.run(without, fakeContext([foundArtifact(A, media)]))
    await redact.run({ ...args, color: '#ff0000' }, fakeContext([foundArtifact(A, media)]))
  }
  expect(colours).toEqual(['#000000', '#ff0000', '#000000', '#ff0000'])
})

it('only a copy of its own is opened, for the file of the evidence could be changed behind its hash', async () => {
  opened.length = 0
  for (const media of ['image/png', 'video/mp4']) await redact.run(args, fakeContext([foundArtifact(A, media)]))
  expect(opened).toEqual([`/work-folder/${A}`, `/work-folder/${A}`])
})

it('what is neither a picture nor a film is refused by what the evidence says of it', async () => {
  const context = fakeContext([foundArtifact(A, 'text/html')])
  await expect(redact.run(args, context)).rejects.toMatchObject({ error_code: 'media_unsupported' })
})

it.each([{ regions: [] }, { regions: Array(51).fill(REGIONS[0]) }, { color: 'red' }, { color: '#FFFFFF80' }])(
  'arguments with %j are refused',
  (wrong) => expect(redact.args.safeParse({ ...args, ...wrong }).success).toBe(false),
)

it('a difference tells what part of the pixels changed, and is a report when one of the pictures is', async () => {
  const asked: unknown[] = []
  const compare = createVisionCompare(
    {
      compare: async (a, b, tolerance) => {
        asked.push([a, b, tolerance])
        return { png: PNG, width: 10, height: 10, changed_pixels: 25 }
      },
    },
    clock,
  )
  const context = fakeContext([foundArtifact(A, 'image/png'), foundArtifact(B, 'image/png', { trust: 'reported' })])
  const { result, artifacts } = await compare.run({ a_sha256: A, b_sha256: B }, context)
  expect(result).toEqual({
    ...{ width: 10, height: 10, changed_pixels: 25, total_pixels: 100, changed_fraction: 0.25 },
    difference_sha256: sha256(PNG),
  })
  expect(artifacts).toMatchObject([{ path: 'difference.png', parent_sha256: A, trust: 'reported' }])
  const same = await compare.run({ a_sha256: A, b_sha256: A, tolerance: 0.5 }, context)
  expect(same.artifacts[0]).not.toHaveProperty('trust')
  expect(asked).toEqual([
    [`/work-folder/${A}`, `/work-folder/${B}`, 0],
    [`/work-folder/${A}`, `/work-folder/${A}`, 0.5],
  ])
  expect(compare.summary({ a_sha256: A, b_sha256: B })).toBe('Compare aaaaaaaaaaaa with bbbbbbbbbbbb')
  const film = fakeContext([foundArtifact(A, 'video/mp4')])
  await expect(compare.run({ a_sha256: A, b_sha256: A }, film)).rejects.toMatchObject({
    error_code: 'media_unsupported',
  })
})
