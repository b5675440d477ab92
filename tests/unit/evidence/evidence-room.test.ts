import { describe, expect, it } from 'vitest'
import type { EvidenceStock } from '../../../main/core/evidence/evidence-disk.ts'
import { createEvidenceRoom } from '../../../main/core/evidence/evidence-room.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { keepingLogger } from '../../support/audit-log.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const START = Date.parse('2026-01-31T09:30:00.000Z')

/** A room over a disk that the test rules over. */
function roomWorld(limits: { budget_bytes: number | null; keep_free_bytes: number }) {
  const timers = createManualTimers(START)
  const disk: { stock: EvidenceStock; free: number; counts: number; broken: boolean } = {
    ...{ stock: { bytes: 0, packages: 0, orphans: [] }, free: 1_000_000, counts: 0, broken: false },
  }
  const log = createMemoryLog()
  const logger = keepingLogger()
  const room = createEvidenceRoom({
    disk: {
      takeStock: async () => {
        disk.counts += 1
        if (disk.broken) throw new Error('EIO')
        return disk.stock
      },
      free: async () => disk.free,
    },
    limits: () => limits,
    ...{ log, logger, timers, clock: timers.clock },
  })
  const warned = () => log.events.filter(({ type }) => type === 'evidence_budget_warned')
  return { room, disk, log, logger, timers, warned, limits }
}

describe('room for evidence', () => {
  it('is counted once in the background, and carried on with what is written', async () => {
    const { room, disk, timers } = roomWorld({ budget_bytes: 1000, keep_free_bytes: 0 })
    disk.stock = { bytes: 100, packages: 1, orphans: [] }
    expect(room.info()).toMatchObject({ used_bytes: null, counted_at: null, free_bytes: null, free_at: null })
    room.begin()
    await expect.poll(() => room.info().free_bytes).toBe(1_000_000)
    room.grown(50)
    timers.advance(10_000)
    expect(room.info()).toEqual({
      ...{ used_bytes: 150, counted_at: '2026-01-31T09:30:00.000Z' },
      ...{ free_bytes: 1_000_000, free_at: '2026-01-31T09:30:00.000Z', budget_bytes: 1000, keep_free_bytes: 0 },
    })
    expect(disk.counts).toBe(1)
  })

  it('that comes near its end is told of once, on record and in the warnings, before it is reached', async () => {
    const { room, warned } = roomWorld({ budget_bytes: 1000, keep_free_bytes: 0 })
    room.begin()
    await expect.poll(() => room.info().used_bytes).toBe(0)
    room.grown(799)
    expect([warned().length, room.warnings()]).toEqual([0, []])
    room.grown(1)
    room.grown(100)
    expect(warned()).toMatchObject([
      { actor: { door: 'system' }, data: { limit: 'budget', used_bytes: 800, budget_bytes: 1000 } },
    ])
    expect(room.warnings()).toEqual([expect.stringContaining('evidence_budget_bytes')])
    expect(await room.admit()).toBeNull()
  })

  it('that is used up refuses the next tool with a remedy, and lets it begin again once there is room', async () => {
    const world = roomWorld({ budget_bytes: 1000, keep_free_bytes: 0 })
    const { room, disk, timers, limits } = world
    disk.stock = { bytes: 1000, packages: 1, orphans: [] }
    expect(await room.admit()).toMatchObject({
      remedy: expect.stringContaining('evidence_budget_bytes'),
    })
    // Somebody moves a package away: that is seen, though not at every call.
    disk.stock = { bytes: 10, packages: 0, orphans: [] }
    expect(await room.admit()).toMatchObject({ detail: expect.stringContaining('no room') })
    timers.advance(60_000)
    expect(await room.admit()).toBeNull()
    expect(disk.counts).toBe(2)
    limits.budget_bytes = 5
    expect(await room.admit()).toMatchObject({ detail: expect.stringContaining('no room') })
    limits.budget_bytes = 500
    expect(await room.admit()).toBeNull()
  })

  it('on a disk that is nearly full is refused, and asked for anew at every call', async () => {
    const { room, disk, warned } = roomWorld({ budget_bytes: null, keep_free_bytes: 1000 })
    disk.free = 999
    expect(await room.admit()).toMatchObject({
      remedy: expect.stringContaining('evidence_keep_free_bytes'),
    })
    expect(warned()).toMatchObject([{ data: { limit: 'disk', free_bytes: 999 } }])
    disk.free = 5000
    expect(await room.admit()).toBeNull()
  })

  it('is looked after while nobody calls', async () => {
    const { room, disk, timers, warned } = roomWorld({ budget_bytes: null, keep_free_bytes: 1000 })
    room.begin()
    await expect.poll(() => timers.waiting()).toBe(1)
    disk.free = 1100
    timers.advance(60_000)
    await expect.poll(() => warned().length).toBe(1)
    await room.close()
    await expect.poll(() => timers.waiting()).toBe(0)
  })

  it("that cannot be counted is not known, and in nobody's way; the log says so", async () => {
    const { room, disk, logger } = roomWorld({ budget_bytes: 1, keep_free_bytes: 0 })
    disk.broken = true
    expect(await room.admit()).toBeNull()
    expect(room.info().used_bytes).toBeNull()
    expect(logger.lines.map(({ message }) => message)).toContain('the evidence could not be counted')
  })

  it('that is taken by contents whose packages are gone is told of, and nothing is deleted', async () => {
    const { room, disk, logger } = roomWorld({ budget_bytes: null, keep_free_bytes: 0 })
    disk.stock = { bytes: 7, packages: 0, orphans: [{ sha256: sha256('x'), bytes: 7 }] }
    room.begin()
    await expect.poll(() => room.warnings()).toEqual([expect.stringContaining('1 contents')])
    expect(logger.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { objects: [{ sha256: sha256('x') }] } },
    ])
  })
})
