import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crashAgainAndAgain } from '../support/crash-world.ts'
import { temporaryFolder } from '../support/data-root.ts'

/** COUNTERSIGN_CRASH_ROUNDS=2000 for a long run; COUNTERSIGN_CRASH_SEED repeats the choices of a failed one. */
const ROUNDS = Number(process.env['COUNTERSIGN_CRASH_ROUNDS'] ?? 100)
const SEED = Number(process.env['COUNTERSIGN_CRASH_SEED'] ?? randomInt(2 ** 31))
const DATA_ROOTS = 2
const LIMIT_MS = 120_000 + ROUNDS * 10_000

describe('a console that is killed in the middle of its work', () => {
  it(
    `keeps every acknowledged write, tears no file, breaks no chain and applies every delivery once (${ROUNDS} kills)`,
    async () => {
      const compileCache = await temporaryFolder()
      const rounds = Math.ceil(ROUNDS / DATA_ROOTS)
      const worlds = Array.from({ length: DATA_ROOTS }, async (_, i) => {
        const dataRoot = await temporaryFolder()
        // Small segments, so that the log is also killed while it goes on in a new file.
        await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ audit_segment_bytes: 1024 * 1024 }))
        return crashAgainAndAgain({ dataRoot, rounds, seed: SEED + i, compileCache })
      })
      // All of them end before the first failure is told, so that none runs on in a folder that is being removed.
      await Promise.allSettled(worlds)
      for (const figures of await Promise.all(worlds)) {
        console.info(JSON.stringify(figures))
        expect(figures.kills).toBeGreaterThanOrEqual(rounds)
        // The kills came neither before the work nor after it.
        expect(figures.promised).toBeGreaterThan(0)
        expect(figures.deliveries).toBeGreaterThan(0)
        expect(figures.unanswered).toBeGreaterThan(0)
        expect(figures.settled).toBeGreaterThan(0)
      }
    },
    LIMIT_MS,
  )
})
