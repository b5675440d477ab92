/**
 * `npm run soak:tools [-- --minutes 10]`, or `-- --long` for two hours: a console whose tools take a picture of the screen every two seconds
 * and record with OBS every thirty, on a real display. Samples memory, file handles and child processes of the console, and says whether
 * they grow after the warm-up. Exit code 0 when none grows by more than five percent, every call was done and the evidence is whole.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startService } from '../../tests/support/service.ts'
import { openClient } from '../verify/console-under-test.ts'
import type { PhaseContext } from '../verify/phase.ts'
import { runCli } from '../verify/run-cli.ts'
import { openToolsWorld } from '../verify/tools-world.ts'
import { judgeGrowth, MAX_GROWTH, type TimedSample } from './judge-growth.ts'
import { pauseUntil } from './next-beat.ts'
import { sampleProcess } from './process-sample.ts'
import { createSoakCalls } from './soak-calls.ts'

const CAPTURE_EVERY_MS = 2000
const RECORD_EVERY_MS = 30_000
const RECORDED_MS = 10_000
const SAMPLE_EVERY_MS = 3000
const LONG_MINUTES = 120
/** Part of the beats at which something must have been done: otherwise the soak was another one than it says. */
const LEAST_OF_BEATS = 0.9

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, long: { type: 'boolean', default: false } },
})
const minutes = values.long ? LONG_MINUTES : Number(values.minutes)
if (!(minutes >= 2 && minutes <= 24 * 60)) {
  process.stderr.write('usage: npm run soak:tools -- --minutes N with N from 2 to 1440, or --long\n')
  process.exit(2)
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
const dataRoot = join(root, 'reports', 'soak', `tools-${stamp}`)
mkdirSync(dataRoot, { recursive: true })
const context: PhaseContext = { root, dataRoot, say }
const POLICY = 'version: 1\nrules:\n  - id: all\n    match: {}\n    effect: allow\n'
writeFileSync(join(dataRoot, 'policy.yaml'), POLICY)

const world = await openToolsWorld(context)
const service = await startService({ dataRoot, flags: [], env: world.env })
const samples: TimedSample[] = []
const began = performance.now()
const beats = (ms: number): number => (minutes * 60_000) / ms
const isOver = (): boolean => performance.now() - began >= minutes * 60_000

/** Runs `work` at each beat; one that is still under way swallows the beats meanwhile. */
async function every(ms: number, work: () => Promise<void> | void): Promise<void> {
  for (let due = performance.now(); !isOver(); ) {
    await work()
    due = Math.max(due + ms, performance.now())
    await pause(pauseUntil(due, began + minutes * 60_000, performance.now()))
  }
}

try {
  const calls = await createSoakCalls(await openClient(context, service.url, 'soak'))
  say(`${minutes} minutes: a picture every ${CAPTURE_EVERY_MS / 1000} s, a recording every ${RECORD_EVERY_MS / 1000} s`)
  await Promise.all([
    every(CAPTURE_EVERY_MS, calls.capture),
    every(RECORD_EVERY_MS, () => calls.record(RECORDED_MS)),
    every(SAMPLE_EVERY_MS, () => {
      samples.push({ at_s: (performance.now() - began) / 1000, ...sampleProcess(service.pid) })
    }),
    every(60_000, () => {
      const { rss_mib, handles, children } = samples.at(-1) ?? sampleProcess(service.pid)
      say(
        `   ${Math.round((performance.now() - began) / 60_000)} min: ${calls.words()}; ${rss_mib.toFixed(0)} MiB, ${handles} handles, ${children} children`,
      )
    }),
  ])
  const grown = judgeGrowth(samples)
  const verified = await runCli(context, ['evidence', 'verify'])
  for (const { what, before, after, growth } of grown)
    say(`${what.padEnd(10)} ${before.toFixed(1)} → ${after.toFixed(1)} (${(growth * 100).toFixed(1)} %)`)
  say(`${calls.words()}; evidence: ${verified.out.split('\n')[0]}`)
  for (const failure of calls.failures()) say(`failed: ${failure}`)
  writeFileSync(join(dataRoot, 'soak.json'), `${JSON.stringify({ minutes, grown, samples }, null, 1)}\n`)
  const missed = [
    ...(calls.done().pictures < LEAST_OF_BEATS * beats(CAPTURE_EVERY_MS) ? ['pictures'] : []),
    ...(calls.done().recordings < LEAST_OF_BEATS * beats(RECORD_EVERY_MS) ? ['recordings'] : []),
  ]
  for (const what of missed) say(`too few ${what}: calls took longer than their beat`)
  const grew = grown.some(({ growth }) => growth > MAX_GROWTH)
  const pass = !grew && missed.length === 0 && calls.failures().length === 0 && verified.code === 0
  say(pass ? 'PASS' : 'FAIL')
  process.exitCode = pass ? 0 : 1
} finally {
  await service.stop('SIGTERM')
  await world.close()
}
