import { percentile } from '../../../main/core/reports/percentile.ts'
import type { MillionQuestion } from '../audit-million.ts'
import { type Figure, plain } from '../figures/figure.ts'
import { median } from '../figures/rounds.ts'
import { startProgram } from '../process/program.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const LINES = { full: 1_000_000, quick: 50_000 }
const TIMES = 300
const QUESTIONS = [
  { ask: 'correlation', name: 'lines of a correlation id' },
  { ask: 'task', name: 'lines of a task' },
  { ask: 'type', name: 'lines of a type since an instant' },
  { ask: 'actor', name: 'lines of an actor without requests' },
  { ask: 'untold', name: 'lines before an instant without requests' },
] as const

/** Questions to a log of a million lines, 100 lines each, and the check of all of it. */
export async function measureMillion(around: Surroundings): Promise<readonly Figure[]> {
  const lines = around.quick ? LINES.quick : LINES.full
  const program = startProgram<MillionQuestion, number | number[]>('audit-million')
  around.lifetime.own('audit million', program.stop)
  around.say(`audit: a log of ${lines.toLocaleString('en-GB')} lines`)
  const seconds = (await program.ask({ make: around.folder('million'), lines })) as number
  const figures: Figure[] = [plain('audit', `index made anew, ${lines} lines`, 's', seconds)]
  for (const { ask, name } of QUESTIONS) {
    around.say(`audit: ${name}`)
    const ms = (await program.ask({ ask, times: TIMES })) as number[]
    const p95 = plain('audit', `${name}, of ${lines}, P95`, 'ms', percentile(ms, 95))
    figures.push({ ...p95, aim: { atMost: 5 } })
  }
  around.say('audit: verify')
  const verified: number[] = []
  for (let i = 0; i < 3; i++) verified.push((await program.ask({ verify: true })) as number)
  const rate = plain('audit', `lines verified, of ${lines}`, '/s', median(verified))
  return [...figures, { ...rate, aim: { atLeast: 300_000 } }]
}
