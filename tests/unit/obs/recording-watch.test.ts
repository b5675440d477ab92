import { describe, expect, it, vi } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import { createObsDesk } from '../../../main/core/tools/obs/obs-desk.ts'
import { ObsProblem } from '../../../main/core/tools/obs/obs-link.ts'
import { createRecordingWatch } from '../../../main/core/tools/obs/recording-watch.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createFakeFiles } from '../../support/obs/fake-files.ts'
import { createFakeLink, HEALTHY } from '../../support/obs/fake-link.ts'

const OWN = { call_id: 'call-1', task_id: 't1', correlation_id: 'c1', path: '/rec/a.mkv', began_ms: 0 }
const ACTIVE = { outputActive: true, outputPaused: false, outputDuration: 1000, outputBytes: 5000 }
const IDLE = { ...ACTIVE, outputActive: false }
const GONE = new ObsProblem('unreachable', 'OBS cannot be reached.', null)

const start = { tool: 'obs.record.start', state: 'done', call_id: 'call-1', task_id: 't1', correlation_id: 'c1' }
const started = { ...start, result: { path: '/rec/a.mkv', started_at: '2026-01-01T00:00:00.000Z' }, evidence: [] }
const stopRun = (more: object) => ({
  ...{ tool: 'obs.record.stop', started_at: '2026-01-01T00:01:00.000Z', evidence: [], failure: null, ...more },
})

function world(given: { runs?: object[]; reported?: boolean } = {}) {
  const timers = createManualTimers(0)
  const link = createFakeLink({ GetRecordStatus: ACTIVE })
  const files = createFakeFiles()
  files.sizes.set(OWN.path, 0)
  const reported: [string, string | null, string][] = []
  const runs = (given.runs ?? []) as ToolRun[]
  const watch = createRecordingWatch({
    ...{ link, desk: createObsDesk({ link, timers }), files, timers, clock: timers.clock, onChange: () => undefined },
    runs: {
      page: ({ tool }) => ({ items: runs.filter((run) => run.tool === tool), next_cursor: null }),
      running: () => runs.filter((run) => run.state === 'running'),
    },
    wasReported: async () => given.reported ?? false,
    report: async ({ call_id, path }, loss) => void reported.push([call_id, path, loss]),
    settings: () => ({ health_seconds: 5, stall_seconds: 60 }),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  /** Lets so many rounds of looking pass, with `between` before each. */
  const rounds = async (count: number, between: (round: number) => void = () => undefined): Promise<void> => {
    for (let round = 0; round < count; round += 1) {
      between(round)
      timers.advance(5000)
      await settle()
    }
  }
  return { timers, link, files, watch, reported, rounds }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('the watch over a recording', () => {
  it('is quiet as long as the file grows', async () => {
    const { watch, files, link, reported, rounds } = world()
    watch.began(OWN)
    await rounds(40, (round) => {
      files.sizes.set(OWN.path, round * 1000)
      link.answers['GetRecordStatus'] = { ...ACTIVE, outputBytes: 5000 + round * 1000 }
    })
    expect(reported).toEqual([])
  })

  it('is quiet when a quiet picture is written late, or when the recording is paused', async () => {
    const { watch, files, link, reported, rounds } = world()
    watch.began(OWN)
    await rounds(10, (round) => {
      link.answers['GetRecordStatus'] = { ...ACTIVE, outputBytes: 5000 + round * 100 }
    })
    files.sizes.set(OWN.path, 4096)
    await rounds(1)
    link.answers['GetRecordStatus'] = { ...ACTIVE, outputPaused: true }
    await rounds(30)
    expect(reported).toEqual([])
  })

  it('tells when OBS goes on and nothing comes into the file', async () => {
    const { watch, link, reported, rounds } = world()
    watch.began(OWN)
    await rounds(11, (round) => {
      link.answers['GetRecordStatus'] = { ...ACTIVE, outputBytes: 5000 + round * 100 }
    })
    expect(reported).toEqual([])
    await rounds(3)
    expect(reported).toEqual([['call-1', OWN.path, 'file_not_written']])
    expect(watch.lastLoss()).toMatchObject({ loss: 'file_not_written' })
  })

  it('tells an end that nobody asked for, once, with the path that OBS names', async () => {
    const { watch, link, reported, rounds } = world()
    watch.began(OWN)
    link.turn('RecordStateChanged', 'STOPPED', '/rec/b.mkv')
    link.turn('RecordStateChanged', 'STOPPED', '/rec/b.mkv')
    await rounds(2)
    expect(reported).toEqual([['call-1', '/rec/b.mkv', 'stopped_unasked']])
  })

  it('tells nothing of an end that was asked for', async () => {
    const { watch, link, reported, rounds } = world()
    watch.began(OWN)
    await watch.whileStopping(async () => link.turn('RecordStateChanged', 'STOPPED', OWN.path))
    link.answers['GetRecordStatus'] = IDLE
    await rounds(3)
    expect(reported).toEqual([])
    expect(watch.pathOfOwn()).toBeNull()
  })

  it('goes on when a stop failed and OBS records on', async () => {
    const { watch, reported, link, rounds } = world()
    watch.began(OWN)
    await expect(watch.whileStopping(() => Promise.reject(new Error('not now')))).rejects.toThrow('not now')
    link.answers['GetRecordStatus'] = IDLE
    await rounds(1)
    expect(reported).toEqual([['call-1', OWN.path, 'ended_unseen']])
  })

  it('takes OBS for gone only when nobody answers and the file has come to rest', async () => {
    const { watch, files, link, reported, timers } = world()
    watch.began(OWN)
    const lose = async (): Promise<void> => {
      link.setHealth({ state: 'lost', problem: GONE, checked_ms: 0 })
      link.happen({ kind: 'lost', problem: GONE })
      await settle()
    }
    await lose()
    files.sizes.set(OWN.path, 9000)
    timers.advance(2000)
    await settle()
    expect(reported).toEqual([])
    await lose()
    timers.advance(2000)
    await settle()
    expect(reported).toEqual([['call-1', OWN.path, 'obs_gone']])
  })

  it('takes an OBS that only does not answer for no loss, and looks when it is back', async () => {
    const { watch, link, reported, timers } = world()
    watch.began(OWN)
    const silent = new ObsProblem('timeout', 'OBS did not answer.', null)
    link.setHealth({ state: 'lost', problem: silent, checked_ms: 0 })
    link.happen({ kind: 'lost', problem: silent })
    timers.advance(60_000)
    await settle()
    expect(reported).toEqual([])
    link.setHealth(HEALTHY)
    link.answers['GetRecordStatus'] = IDLE
    link.happen({ kind: 'opened' })
    await settle()
    expect(reported).toEqual([['call-1', OWN.path, 'ended_unseen']])
  })
})

describe('a recording that begins while the file of the one before is still verified', () => {
  const NEXT = { ...OWN, call_id: 'call-2', path: '/rec/b.mkv' }

  it.each(['while it is verified', 'afterwards'])(
    'is watched too: its end that nobody asked for is told, %s',
    async (when) => {
      const { watch, link, reported } = world()
      watch.began(OWN)
      const verified = Promise.withResolvers<void>()
      const stopped = watch.whileStopping(() => {
        link.turn('RecordStateChanged', 'STOPPED', OWN.path)
        return verified.promise
      })
      await settle()
      watch.began(NEXT)
      if (when === 'while it is verified') link.turn('RecordStateChanged', 'STOPPED', NEXT.path)
      verified.resolve()
      await stopped
      if (when === 'afterwards') link.turn('RecordStateChanged', 'STOPPED', NEXT.path)
      await settle()
      expect(reported).toEqual([['call-2', NEXT.path, 'stopped_unasked']])
    },
  )
})

describe('the watch after a start of the console', () => {
  it('takes up the recording that was begun last and not ended', async () => {
    const { watch, link, reported } = world({ runs: [started] })
    watch.start()
    await settle()
    expect(watch.pathOfOwn()).toBe('/rec/a.mkv')
    link.answers['GetRecordStatus'] = IDLE
    link.happen({ kind: 'opened' })
    await settle()
    expect(reported).toEqual([['call-1', '/rec/a.mkv', 'ended_unseen']])
  })

  it.each([
    ['a stop ended it', [started, stopRun({ state: 'done' })], false],
    ['a stop left its file', [started, stopRun({ state: 'failed', evidence: [{}] })], false],
    [
      'a stop found the file empty',
      [started, stopRun({ state: 'failed', failure: { error_code: 'obs_file_empty' } })],
      false,
    ],
    ['its loss was told before', [started], true],
    ['its stop is being taken up', [started, stopRun({ state: 'running' })], false],
    ['nothing was ever recorded', [], false],
  ])('takes up nothing when %s', async (_, runs, reported) => {
    const { watch } = world({ runs, reported })
    watch.start()
    await settle()
    expect(watch.pathOfOwn()).toBeNull()
  })

  it('takes it up when a stop was refused', async () => {
    const refused = stopRun({ state: 'failed', failure: { error_code: 'obs_arm_stale' } })
    const { watch } = world({ runs: [started, refused] })
    watch.start()
    await settle()
    expect(watch.pathOfOwn()).toBe('/rec/a.mkv')
  })

  it('takes it up when a stop that was taken up did not come to stop it', async () => {
    const { watch } = world({ runs: [started, stopRun({ state: 'running' })] })
    watch.start()
    await expect(watch.whileStopping(() => Promise.reject(new Error('records on')))).rejects.toThrow('records on')
    await vi.waitFor(() => expect(watch.pathOfOwn()).toBe('/rec/a.mkv'))
    await watch.close()
  })
})
