import { RUN_MARK } from './process-group.ts'

/** What a program cannot do without on Windows. None of it is a secret. */
const OF_WINDOWS = ['SystemRoot', 'SystemDrive', 'ComSpec', 'PATHEXT', 'NUMBER_OF_PROCESSORS']

/**
 * The whole environment of an agent: where programs are, its own folder as home, a language, a place for temporary files, the mark by
 * which its processes are found again, and the plain values of its settings. Nothing else of ours goes in: no key, no token.
 * `stateFolder`: absolute, of this run alone.
 */
export function agentEnvironment(
  runId: string,
  stateFolder: string,
  plain: Readonly<Record<string, string>>,
): Record<string, string> {
  const ours = process.env
  const env: Record<string, string> = {
    PATH: ours['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: stateFolder,
    LANG: ours['LANG'] ?? 'C.UTF-8',
    TMPDIR: stateFolder,
  }
  if (process.platform === 'win32') {
    for (const name of OF_WINDOWS) if (ours[name] !== undefined) env[name] = ours[name]
    Object.assign(env, { USERPROFILE: stateFolder, TEMP: stateFolder, TMP: stateFolder })
  }
  return { ...env, ...plain, [RUN_MARK]: runId }
}
