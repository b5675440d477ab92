import { execFile } from 'node:child_process'
import { devNull } from 'node:os'
import { oneLine } from '../../../core/tools/one-line.ts'

/**
 * What git is told before anything else, so that nothing of a repository, and nothing of the user, names a program that git then runs: no
 * configuration but the repository's own (git-config(1)), no hooks, no file system monitor, no question.
 */
const GUARDS = [
  ...['-c', `core.hooksPath=${devNull}`, '-c', 'core.fsmonitor=false', '-c', 'core.attributesFile=', '-c', 'gc.auto=0'],
  ...['-c', 'protocol.allow=never', '-c', 'protocol.file.allow=always', '-c', 'core.autocrlf=false'],
  ...['-c', 'submodule.recurse=false', '-c', 'core.pager=cat', '-c', 'diff.external=', '-c', 'maintenance.auto=false'],
]
const ENVIRONMENT = {
  ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull, GIT_ATTR_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
  ...{ GIT_OPTIONAL_LOCKS: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GIT_LFS_SKIP_SMUDGE: '1', LC_ALL: 'C' },
  // Heard by git 2.45 and later, also by what git starts in the other repository. Whatever says what to fetch is refused before that.
  GIT_NO_LAZY_FETCH: '1',
}

/**
 * Runs git without a shell. Answers its exit code and what it wrote; `cut`: the beginning of that, because it was more than `max_output`
 * bytes. Rejects when it cannot be run.
 */
export function plainGit(
  args: readonly string[],
  options: { readonly cwd: string; readonly max_output: number; readonly env: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly stdout: string; readonly said: string; readonly cut: boolean }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.cwd, ...ENVIRONMENT, ...options.env }
  return new Promise((resolve, reject) => {
    const given = { cwd: options.cwd, env, signal, maxBuffer: options.max_output, windowsHide: true } as const
    execFile('git', [...GUARDS, ...args], { ...given, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason)
      const code = error === null ? 0 : error.code
      const said = oneLine(stderr)
      if (typeof code === 'number') return resolve({ code, stdout, said, cut: false })
      // Ended because it wrote more than is wanted; what there is of it is what is wanted.
      if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return resolve({ code: 1, stdout, said, cut: true })
      reject(error)
    })
  })
}
