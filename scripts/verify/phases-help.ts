import { PHASES } from './phases.ts'

/** Of each phase what it does and about how long it takes on a machine of two slow cores; docs/specs/ACCEPTANCE.md has the steps. */
const WORDS: Readonly<Record<string, readonly [takes: string, does: string]>> = {
  a: ['3 minutes', 'a task is created, read, decided and found in the log; the unit, adapter and HTTP tests'],
  b: ['5 seconds', 'every change is seen live by those who listen, and none is lost when the line drops'],
  c: ['3 minutes', 'webhooks and Telegram: sent twice, in any order, forged, malformed and in floods'],
  f: [
    '1 minute',
    'nothing runs without its approval, conflicts are noticed, and one request is reviewed from end to end',
  ],
  g: ['3 minutes', 'screen, OBS Studio and the YouTube airlock, with evidence of each; needs ffmpeg, Xvfb and OBS'],
}

/** `npm run verify -- --help` */
export function phasesHelp(): string {
  return [
    'npm run verify -- PHASE…      or all; each writes reports/phase_<X>_acceptance.json and .md',
    '',
    ...[...PHASES.keys()].map((name) => {
      const [takes, does] = WORDS[name] ?? ['', '']
      return `  ${name}  ${`about ${takes}`.padEnd(15)}  ${does}`
    }),
    '',
    'exit codes: 0 every phase passed, 1 one did not, 2 there is no such phase',
    'the steps and what passes: docs/specs/ACCEPTANCE.md',
  ].join('\n')
}
