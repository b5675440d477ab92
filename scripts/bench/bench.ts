import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Lifetime, openOwned } from '../../main/core/kernel/lifetime.ts'
import type { Figure } from './figures/figure.ts'
import { tableOf } from './figures/table.ts'
import { measureApproves } from './measure/approves.ts'
import { measureAudit } from './measure/audit-log.ts'
import { measureMillion } from './measure/audit-million.ts'
import { measureFanOut } from './measure/fan-out.ts'
import { measureFlood } from './measure/flood.ts'
import { measureReads } from './measure/http-reads.ts'
import { measureMix } from './measure/mix.ts'
import { measureStartUp } from './measure/start-up.ts'
import { type BenchOptions, parseOptions, type Section, USAGE } from './settings/options.ts'
import type { Surroundings } from './settings/surroundings.ts'

const REPORTS = join(import.meta.dirname, '../../reports')

/** Measurements in the order in which they run, with the sections that each of them fills. */
const MEASUREMENTS: readonly {
  sections: readonly Section[]
  run: (around: Surroundings) => Promise<readonly Figure[]>
}[] = [
  { sections: ['list', 'detail', '304'], run: measureReads },
  { sections: ['approve'], run: measureApproves },
  { sections: ['sse'], run: measureFanOut },
  { sections: ['mix'], run: measureMix },
  { sections: ['flood'], run: measureFlood },
  { sections: ['audit'], run: measureAudit },
  { sections: ['audit'], run: measureMillion },
  { sections: ['start'], run: measureStartUp },
]

const say = (text: string): boolean => process.stderr.write(`${text}\n`)

/** Ends what runs, services included, when the bench itself is told to end. */
function endOnSignal(running: { lifetime: Lifetime | null }): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      const closing = running.lifetime?.close() ?? Promise.resolve()
      closing.catch(() => undefined).then(() => process.exit(1))
    })
}

async function measure(options: BenchOptions, root: string): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  const running: { lifetime: Lifetime | null } = { lifetime: null }
  endOnSignal(running)
  for (const { sections, run } of MEASUREMENTS) {
    if (!sections.some((section) => options.sections.includes(section))) continue
    const { value, lifetime } = await openOwned((owner) => {
      running.lifetime = owner
      return run({
        ...{ lifetime: owner, quick: options.quick, profiles: options.profiles, sections: options.sections, say },
        folder: (name) => {
          const folder = mkdtempSync(join(root, `${name}-`))
          owner.own(`folder ${name}`, () => rmSync(folder, { recursive: true, force: true }))
          return folder
        },
      })
    })
    await lifetime.close()
    figures.push(...value)
  }
  return figures
}

async function main(): Promise<void> {
  let options: BenchOptions
  try {
    options = parseOptions(process.argv.slice(2))
  } catch (error) {
    say(`${(error as Error).message}\n  usage: ${USAGE}`)
    process.exitCode = 2
    return
  }
  // Beside the data that it is about, because a temporary folder may be no disk at all.
  mkdirSync(REPORTS, { recursive: true })
  const root = mkdtempSync(join(REPORTS, 'bench-'))
  process.once('exit', () => rmSync(root, { recursive: true, force: true }))
  const started = new Date()
  const [loadBefore] = loadavg()
  const figures = await measure(options, root)
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    arch: arch(),
    node: process.version,
    // What others were doing: above the number of cores, the ratios suffer.
    load_before: loadBefore,
  }
  const seconds = Math.round((Date.now() - started.getTime()) / 1000)
  const report = { started_at: started.toISOString(), seconds, quick: options.quick, machine, figures }
  const json = `${JSON.stringify(report, null, 2)}\n`
  writeFileSync(join(REPORTS, 'bench.json'), json)
  process.stdout.write(options.json ? json : `${tableOf(figures)}\n`)
  say(
    `${seconds} s on ${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load ${machine.load_before?.toFixed(1)} before; also in reports/bench.json`,
  )
}

await main()
