import type { AuditQuestion } from '../audit-lines.ts'
import { type Figure, plain } from '../figures/figure.ts'
import { alternate, compare, median } from '../figures/rounds.ts'
import { startProgram } from '../process/program.ts'
import type { Surroundings } from '../settings/surroundings.ts'

/** Callers at the same time, each waiting for the disk, and lines in one turn. */
const LOADS = [
  { inFlight: 50, lines: 20_000, quick: 5000 },
  { inFlight: 1000, lines: 100_000, quick: 30_000 },
]

/** The audit log against a loop of append and fdatasync that gathers lines in the same way but does not chain them. */
export async function measureAudit(around: Surroundings): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  const program = startProgram<AuditQuestion, number>('audit-lines')
  around.lifetime.own('audit lines', program.stop)
  const folder = around.folder('audit')
  for (const { inFlight, lines: full, quick } of LOADS) {
    around.say(`audit: ${inFlight} lines in flight, against append + fdatasync`)
    const lines = around.quick ? quick : full
    const append = (kind: 'chained' | 'plain') => () => program.ask({ append: kind, folder, lines, inFlight })
    const subjects = { service: append('chained'), bare: append('plain') }
    await alternate(1, subjects)
    const rounds = await alternate(around.quick ? 3 : 5, subjects)
    const name = `lines on the disk, ${inFlight} in flight, chained against not`
    figures.push(
      compare({
        ...{ section: 'audit', name, unit: '/s', aim: { atLeast: 0.7 }, rounds },
        service: (round) => round.service,
        bare: (round) => round.bare,
      }),
    )
  }
  around.say('audit: verify')
  const verified: number[] = []
  for (let i = 0; i < 3; i++) verified.push(await program.ask({ verify: true }))
  return [...figures, plain('audit', 'lines verified', '/s', median(verified))]
}
