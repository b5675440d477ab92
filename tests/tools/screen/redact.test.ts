import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { EvidenceList } from '../../../contract/evidence.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { drawnDisplay, ROOT, WINDOW } from '../../support/drawn-display.ts'
import { frameAt, probe } from '../../support/film.ts'
import { nearly } from '../../support/nearly.ts'
import { pictureOf, pixelAt, startScreenApp } from '../../support/screen-app.ts'

const BLACK = '#000000'
const REGION = { x: 310, y: 210, width: 51, height: 31 }

it('a redacted picture is filled to the very edge of the region, names its parent, and the original stays', async () => {
  const display = await drawnDisplay()
  const { app, call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const taken = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0001')
  const artifact_sha256 = pictureOf(taken)
  const run = await call('screen.redact', { artifact_sha256, regions: [REGION], color: BLACK }, 'redact-0001')
  expect(run).toMatchObject({ state: 'done', result: { parent_sha256: artifact_sha256, width: 640, height: 480 } })

  const png = PNG.sync.read(await artifact(run, 'redacted.png'))
  for (const [x, y] of [
    [310, 210],
    [360, 210],
    [310, 240],
    [360, 240],
  ] as const)
    expect(pixelAt(png, x, y)).toBe(BLACK)
  for (const [x, y] of [
    [309, 210],
    [361, 240],
    [310, 209],
    [360, 241],
  ] as const)
    expect(pixelAt(png, x, y)).toBe(WINDOW)
  const original = PNG.sync.read(await artifact(taken, 'capture.png'))
  expect(pixelAt(original, 310, 210)).toBe(WINDOW)
  const evidence = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
  expect(evidence.items.map(({ state }) => state)).toEqual(['whole', 'whole'])
  expect(evidence.items.at(-1)?.artifacts[0]).toMatchObject({ parent_sha256: artifact_sha256 })

  const same = await call('vision.compare', { a_sha256: artifact_sha256, b_sha256: artifact_sha256 }, 'compare-0001')
  expect(same.result).toMatchObject({ changed_pixels: 0, changed_fraction: 0, total_pixels: 640 * 480 })
  const b_sha256 = run.result?.['artifact_sha256']
  const other = await call('vision.compare', { a_sha256: artifact_sha256, b_sha256 }, 'compare-0002')
  expect(other.result).toMatchObject({ changed_pixels: 51 * 31, changed_fraction: (51 * 31) / (640 * 480) })
  const difference = PNG.sync.read(await artifact(other, 'difference.png'))
  expect([pixelAt(difference, 310, 210), pixelAt(difference, 360, 240)]).toEqual(['#ff0000', '#ff0000'])
  expect(pixelAt(difference, 361, 240)).not.toBe('#ff0000')
})

it('a redacted film is filled in every picture of it, and says nothing more of the original', async () => {
  const display = await drawnDisplay()
  const { call, artifact } = await startScreenApp({ screen: { display: display.name } })
  const recorded = await call('screen.record', { target: { kind: 'all' }, seconds: 2, fps: 10 }, 'record-0001')
  const { artifact_sha256, frames } = recorded.result as { artifact_sha256: string; frames: number }
  const run = await call('screen.redact', { artifact_sha256, regions: [REGION], color: '#00ff00' }, 'redact-0001')
  expect(run).toMatchObject({ state: 'done', failure: null, result: { parent_sha256: artifact_sha256 } })
  const film = join(await temporaryFolder(), 'redacted.mp4')
  await writeFile(film, await artifact(run, 'redacted.mp4'))
  for (const seconds of [0, 1, (frames - 1) / 10]) {
    const frame = await frameAt(film, seconds)
    expect(pixelAt(frame, 335, 225)).toEqual(nearly('#00ff00'))
    expect([pixelAt(frame, 450, 250), pixelAt(frame, 20, 20)]).toEqual([nearly(WINDOW), nearly(ROOT)])
  }
  const { format, chapters } = await probe(film)
  expect(
    Object.keys(format.tags ?? {}).filter((name) => !/^(major_brand|minor_version|compatible_brands)$/.test(name)),
  ).toEqual([])
  expect(chapters).toEqual([])
})

it('a region that does not lie wholly inside is refused, for pictures and films alike, and nothing is made', async () => {
  const display = await drawnDisplay()
  const { call } = await startScreenApp({ screen: { display: display.name } })
  const picture = await call('screen.capture', { target: { kind: 'all' } }, 'capture-0001')
  const film = await call('screen.record', { target: { kind: 'all' }, seconds: 1, fps: 5 }, 'record-0001')
  for (const sha of [pictureOf(picture), film.result?.['artifact_sha256']]) {
    const args = { artifact_sha256: sha, regions: [{ ...REGION, x: 600 }], color: BLACK }
    const run = await call('screen.redact', args, `redact-${sha}`)
    expect(run).toMatchObject({ state: 'failed', evidence: [], failure: { error_code: 'region_outside' } })
  }
})
