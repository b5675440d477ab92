import { execFile } from 'node:child_process'

/** What git is given of our environment: enough to find itself, keys and certificates. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'SSH_AUTH_SOCK', 'XDG_CONFIG_HOME', 'TMPDIR', 'TEMP']
/** A year of hourly deposits takes less than 3 MB. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
const MAX_WORDS = 500

/** Runs git without a shell and without ever asking anyone. Resolves to its standard output; rejects with an Error in git's own words. */
export type RunGit = (args: readonly string[], input: string, signal: AbortSignal) => Promise<string>

/** `secret` is cut out of what git says: an address may hold a password. `instead` stands in its place. */
export function createRunGit(hide: { readonly secret: string; readonly instead: string }): RunGit {
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(
      PASSED_ON.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
    ),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10',
    GIT_AUTHOR_NAME: 'Countersign',
    GIT_AUTHOR_EMAIL: 'countersign@localhost',
    GIT_COMMITTER_NAME: 'Countersign',
    GIT_COMMITTER_EMAIL: 'countersign@localhost',
    LC_ALL: 'C',
  }
  // No hook of a template runs here, and an address can name no command.
  const guards = ['-c', 'core.hooksPath=/dev/null', '-c', 'protocol.ext.allow=never', '-c', 'gc.auto=0']

  return (args, input, signal) =>
    new Promise((resolve, reject) => {
      const options = { env, signal, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true, killSignal: 'SIGKILL' } as const
      const child = execFile('git', [...guards, ...args], options, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const said = stderr.trim() === '' ? error.message : stderr.trim()
        const words = (signal.aborted ? 'git did not answer in time' : said).replaceAll(hide.secret, hide.instead)
        reject(new Error(words.replaceAll(/\s+/g, ' ').slice(0, MAX_WORDS)))
      })
      // Git may have ended before it read everything; its exit code says why.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    })
}
