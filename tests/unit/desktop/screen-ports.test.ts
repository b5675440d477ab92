import { expect, it } from 'vitest'
import { createScreenPorts } from '../../../main/electron/screen-ports.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

type Parts = Parameters<typeof createScreenPorts>[0]
type SourcesOptions = Parameters<Parts['capturer']['getSources']>[0]
type Sources = Awaited<ReturnType<Parts['capturer']['getSources']>>

const SOURCES = [
  { id: 'screen:1:0', name: 'One\u202e', display_id: '11' },
  { id: 'screen:2:0', name: 'Two', display_id: '12' },
  { id: 'window:7:0', name: 'Mail', display_id: '' },
  { id: 'browser:1', name: 'no source', display_id: '' },
]
const DISPLAYS = [
  { id: 11, size: { width: 1600, height: 900 }, scaleFactor: 1.25 },
  { id: 12, size: { width: 800, height: 1200 }, scaleFactor: 1 },
]
const never = new AbortController().signal

/** Electron, whose pictures are as large as they were asked for. */
function ports(getSources?: () => Promise<Sources>) {
  const asked: SourcesOptions['thumbnailSize'][] = []
  const timers = createManualTimers(0)
  const answer = async ({ thumbnailSize }: SourcesOptions): Promise<Sources> => {
    asked.push(thumbnailSize)
    const size = thumbnailSize ?? { width: 150, height: 150 }
    const thumbnail = {
      isEmpty: () => size.width === 0,
      getSize: () => size,
      toPNG: () => Buffer.from('png'),
    }
    return SOURCES.map((source) => ({ ...source, thumbnail, appIcon: thumbnail })) as unknown as Sources
  }
  const screen = createScreenPorts({
    capturer: { getSources: getSources ?? answer },
    screen: { getAllDisplays: () => DISPLAYS as unknown as ReturnType<Parts['screen']['getAllDisplays']> },
    sources: { chosen: () => 'screen:2:0' },
    timers,
  })
  return { screen, asked, timers }
}

it('lists screens and windows with inert names, and what the operator chose', async () => {
  const { screen } = ports()
  expect(await screen.sources(never)).toEqual([
    { id: 'screen:1:0', name: 'One', kind: 'screen' },
    { id: 'screen:2:0', name: 'Two', kind: 'screen' },
    { id: 'window:7:0', name: 'Mail', kind: 'window' },
  ])
  expect(screen.chosen()).toBe('screen:2:0')
})

it('a display comes in its own pixels, a window as large as any display lets it be', async () => {
  const { screen, asked } = ports()
  expect(await screen.capture('screen:1:0', never)).toMatchObject({ width: 2000, height: 1125 })
  expect(await screen.capture('screen:2:0', never)).toMatchObject({ width: 800, height: 1200 })
  expect(await screen.capture('window:7:0', never)).toMatchObject({ width: 2000, height: 1200 })
  expect(asked.filter((size) => size?.width !== 0)).toHaveLength(3)
})

it('says when a source is gone, when the system gives no picture, and when it gives no answer', async () => {
  const { screen } = ports()
  await expect(screen.capture('window:8:0', never)).rejects.toThrow('there is no window:8:0 any more')
  const empty = { isEmpty: () => true, getSize: () => ({ width: 0, height: 0 }), toPNG: () => Buffer.alloc(0) }
  const black = ports(async () => SOURCES.map((source) => ({ ...source, thumbnail: empty })) as never)
  await expect(black.screen.capture('screen:1:0', never)).rejects.toThrow('permission')
  const refused = ports(() => Promise.reject(new Error('Failed to get sources.')))
  await expect(refused.screen.sources(never)).rejects.toThrow(
    'does not show its screens: Error: Failed to get sources.',
  )
  const silent = ports(() => new Promise(() => undefined))
  const waiting = silent.screen.sources(never)
  silent.timers.advance(60_000)
  await expect(waiting).rejects.toThrow('no answer')
})

it('nobody waits for the system any more when the call is cancelled', async () => {
  const { screen, timers } = ports(() => new Promise(() => undefined))
  const stop = new AbortController()
  const waiting = screen.sources(stop.signal)
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(timers.waiting()).toBe(0)
})
