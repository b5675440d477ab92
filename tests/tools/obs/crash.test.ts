import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { type ObsCaller, startArmedObsService, startObsService } from '../../support/obs/obs-service.ts'
import { otherClient } from '../../support/obs/other-client.ts'
import { type RunningObs, startObs } from '../../support/obs/start-obs.ts'

/** Steps on the disk in front of which the console dies; `COUNTERSIGN_OBS_KILLS=1-70` tries all of these. */
const KILLS = killsOf(process.env['COUNTERSIGN_OBS_KILLS'] ?? '9,21,36,60')

let folder: string
let obs: RunningObs
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-crash-'))
  obs = await startObs(folder)
})
afterAll(async () => {
  await obs.stop()
  await rm(folder, { recursive: true, force: true })
})

const armAndStop = async (console: ObsCaller): Promise<ToolRun> => {
  const arm = await console.execute('obs.arm', { action: 'record.stop' })
  return console.execute('obs.record.stop', { arm_id: String(arm.result?.['arm_id']) })
}

/** Turns that OBS told of its recording from now on. */
async function heardTurns(): Promise<string[]> {
  const other = await otherClient(obs)
  const turns: string[] = []
  other.on('RecordStateChanged', ({ outputState }) => turns.push(outputState.replace('OBS_WEBSOCKET_OUTPUT_', '')))
  return turns
}

describe('a console that is killed while a real OBS records for it', () => {
  it('goes on watching when it is back, and stops the same recording', async () => {
    const dataRoot = await temporaryFolder()
    const first = await startObsService(dataRoot, obs)
    const start = await first.execute('obs.record.start', {})
    expect(start.state).toBe('done')
    await first.stop('SIGKILL')
    const second = await startObsService(dataRoot, obs)
    const stop = await armAndStop(second)
    expect(stop).toMatchObject({ state: 'done', result: { path: start.result?.['path'] } })
    expect(await second.losses()).toEqual([])
  })

  it('notices when it is back that the recording has ended, keeps what there is, and says so once', async () => {
    const dataRoot = await temporaryFolder()
    const first = await startObsService(dataRoot, obs)
    const start = await first.execute('obs.record.start', {})
    await first.stop('SIGKILL')
    const other = await otherClient(obs)
    await other.call('StopRecord')
    await expect.poll(async () => (await other.call('GetRecordStatus')).outputActive).toBe(false)
    const second = await startObsService(dataRoot, obs)
    await expect.poll(second.losses).toMatchObject([{ data: { call_id: start.call_id, loss: 'ended_unseen' } }])
    const { items } = await second.evidence()
    expect(items).toMatchObject([{ package_id: `obs-lost-${start.call_id}`, state: 'whole' }])
    await second.stop('SIGKILL')
    const third = await startObsService(dataRoot, obs)
    await third.execute('obs.status', {})
    expect(await third.losses()).toHaveLength(1)
  })

  it.each(KILLS)(
    'at step %i of starting and stopping: both are settled, and nothing is asked of OBS twice',
    async (step) => {
      const dataRoot = await temporaryFolder()
      const turns = await heardTurns()
      const first = await startArmedObsService(dataRoot, obs, step)
      await first.task()
      await first.startCounting()
      const worked = (async () => {
        await first.execute('obs.record.start', {})
        await armAndStop(first)
      })()
      const end = await Promise.race([first.died.then(() => 'killed'), worked.catch(() => first.died)])
      expect(end, 'it came to its end without meeting the kill: the step lies behind the last one').toBe('killed')
      await first.stop('SIGKILL')

      const second = await startObsService(dataRoot, obs)
      onTestFinished(() => endRecording())
      const states = async () => (await second.runs()).map(({ state }) => state)
      await expect.poll(states).not.toContain('running')
      const runs = await second.runs()
      expect(runs.filter(({ tool, state }) => tool.startsWith('obs.record') && state === 'unknown')).toEqual([])
      const started = runs.find(({ tool }) => tool === 'obs.record.start')
      const stopped = runs.find(({ tool }) => tool === 'obs.record.stop')
      const isRecording = await recording()
      if (isRecording) {
        expect(started?.state).toBe('done')
        expect(await armAndStop(second)).toMatchObject({ state: 'done' })
      } else if (stopped?.state === 'done') {
        const { items } = await second.evidence()
        expect(items.map(({ state }) => state)).not.toContain('altered')
        expect(items.map(({ package_id }) => package_id)).toEqual(
          expect.arrayContaining(stopped.evidence.map(({ package_id }) => package_id)),
        )
        expect(stopped.evidence).toMatchObject([{ artifacts: 2 }])
        expect(await second.losses()).toEqual([])
      } else if (turns.includes('STARTED')) {
        await expect.poll(async () => (await second.evidence()).items).not.toEqual([])
        expect((await second.evidence()).items.map(({ state }) => state)).not.toContain('altered')
      } else {
        expect([undefined, 'failed']).toContain(started?.state)
      }
      expect(turns.filter((turn) => turn === 'STARTED').length).toBeLessThanOrEqual(1)
      expect(turns.filter((turn) => turn === 'STARTING').length).toBeLessThanOrEqual(1)
    },
  )
})

async function recording(): Promise<boolean> {
  return (await (await otherClient(obs)).call('GetRecordStatus')).outputActive
}

async function endRecording(): Promise<void> {
  const other = await otherClient(obs)
  await other.call('StopRecord').catch(() => undefined)
  await expect.poll(async () => (await other.call('GetRecordStatus')).outputActive).toBe(false)
}

function killsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
