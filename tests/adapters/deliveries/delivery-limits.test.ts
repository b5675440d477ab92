import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DeliverySummary } from '../../../contract/delivery.ts'
import { deliveryFolder, stored } from './delivery-folder.ts'

type Folder = Awaited<ReturnType<typeof deliveryFolder>>

async function keepAll({ files, told }: Folder, ids: readonly string[], state: DeliverySummary['state'], body = '{}') {
  for (const id of ids) {
    await files.keep(stored(id, body))
    told(stored(id, body), state)
  }
}

const idsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).map((file) => file.replace(/^github\.(.*)\.json$/, '$1')).sort()

describe('when more is kept than the limits say', () => {
  test('the oldest finished ones go, by number', async () => {
    const kept = await deliveryFolder({ files: 3, bytes: 1_000_000 })
    await keepAll(kept, ['d1', 'd2', 'd3', 'd4', 'd5'], 'accepted')
    expect(await idsIn(kept.folder)).toEqual(['d3', 'd4', 'd5'])
  })

  test('the oldest finished ones go, by bytes', async () => {
    const kept = await deliveryFolder({ files: 100, bytes: 10_000 })
    await keepAll(kept, ['d1', 'd2', 'd3', 'd4', 'd5'], 'accepted', `"${'x'.repeat(3000)}"`)
    expect(await idsIn(kept.folder)).toEqual(['d3', 'd4', 'd5'])
  })

  test('what is open or failed stays, and goes once it is finished', async () => {
    const kept = await deliveryFolder({ files: 3, bytes: 1_000_000 })
    await keepAll(kept, ['open'], 'open')
    await keepAll(kept, ['failed'], 'failed')
    await keepAll(kept, ['d1', 'd2', 'd3'], 'accepted')
    expect(await idsIn(kept.folder)).toEqual(['d3', 'failed', 'open'])
    for (const id of ['open', 'failed']) kept.told(stored(id, '{}'), 'accepted')
    await keepAll(kept, ['d4', 'd5', 'd6'], 'accepted')
    expect(await idsIn(kept.folder)).toEqual(['d4', 'd5', 'd6'])
  })

  test('a start counts what is there, oldest first by their times', async () => {
    const kept = await deliveryFolder({ files: 3, bytes: 1_000_000 })
    await keepAll(kept, ['d1', 'd2', 'd3'], 'accepted')
    const times = { d1: 3000, d2: 1000, d3: 2000 }
    for (const [id, time] of Object.entries(times)) await utimes(join(kept.folder, `github.${id}.json`), time, time)
    const again = { ...kept, files: await kept.open() }
    await keepAll(again, ['d4', 'd5'], 'accepted')
    expect(await idsIn(kept.folder)).toEqual(['d1', 'd4', 'd5'])
  })

  test('one that is kept again counts once', async () => {
    const kept = await deliveryFolder({ files: 2, bytes: 1_000_000 })
    await keepAll(kept, ['d1', 'd2', 'd2', 'd2'], 'accepted')
    expect(await idsIn(kept.folder)).toEqual(['d1', 'd2'])
  })

  test('nothing is removed while the index does not answer', async () => {
    const kept = await deliveryFolder({ files: 2, bytes: 1_000_000 })
    await keepAll(kept, ['d1', 'd2'], 'accepted')
    const { summary } = kept.index
    kept.index.summary = () => {
      throw new Error('database is locked')
    }
    await kept.files.keep(stored('d3'))
    expect(await idsIn(kept.folder)).toEqual(['d1', 'd2', 'd3'])
    kept.index.summary = summary
    kept.told(stored('d3'), 'accepted')
    await keepAll(kept, ['d4'], 'accepted')
    expect(await idsIn(kept.folder)).toHaveLength(2)
  })

  test('nothing more is taken when twice as many as allowed were not carried out, and what to do is said, until some were', async () => {
    const kept = await deliveryFolder({ files: 2, bytes: 1_000_000 })
    await keepAll(kept, ['d1', 'd2', 'd3', 'd4', 'd5'], 'failed')
    const full = {
      code: 'storage_failed',
      message: expect.stringMatching(/full of 5 deliveries.*resume the intake.*replay what failed/),
    }
    await expect(kept.files.keep(stored('d6'))).rejects.toMatchObject(full)
    expect(await idsIn(kept.folder)).toEqual(['d1', 'd2', 'd3', 'd4', 'd5'])
    kept.told(stored('d1', '{}'), 'accepted')
    await keepAll(kept, ['d6'], 'failed')
    expect(await idsIn(kept.folder)).toEqual(['d2', 'd3', 'd4', 'd5', 'd6'])
  })
})
