import { SetupError } from './say.mjs'

/** What npm says, what it means, what helps; the first that fits is told. */
const KNOWN = [
  [/ENOSPC|no space left/i, 'the disk is full', 'free about 1 GB (also in the npm cache: `npm config get cache`)'],
  [
    /EUSAGE|out of sync|in sync/,
    'package-lock.json does not fit package.json',
    'run `npm install`, commit the lockfile',
  ],
  [
    /EINTEGRITY/,
    'a package differs from its checksum in package-lock.json',
    'run `npm cache clean --force`, try again',
  ],
  [
    /E401|E403|\b407\b/,
    'the npm registry or a proxy refused access',
    'check `npm config get registry` and the proxy settings',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET|network/i,
    'the npm registry cannot be reached',
    'check the network, `npm config get registry` and the proxy settings, then run this again',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'a file or folder here may not be written',
    'make this folder yours (chown), and leave out sudo',
  ],
]

/**
 * @param {number} code npm's exit code; 127 when npm could not be started
 * @param {string} output npm's last words
 */
export function explainNpmFailure(code, output) {
  if (code === 127) return new SetupError('npm could not be started', 'install npm (it comes with Node.js)')
  const known = KNOWN.find(([pattern]) => pattern.test(output))
  if (known === undefined) return new SetupError(`npm ci failed (exit code ${code})`, 'npm’s own words are above')
  return new SetupError(`npm ci failed: ${known[1]}`, known[2])
}

/**
 * The set-up's own trouble with the disk, in the same words.
 * @param {unknown} error as thrown by node:fs
 * @returns {SetupError | undefined} undefined for anything else, which is a fault of the set-up itself
 */
export function explainSystemError(error) {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const known = KNOWN.find(([pattern]) => pattern.test(String(error.code)))
  return known === undefined ? undefined : new SetupError(`${known[1]}: ${error.message}`, known[2])
}
