import { spawn } from 'node:child_process'
import process, { stderr } from 'node:process'
import { say } from './say.mjs'

const TAIL_BYTES = 64 * 1024
/** npm may go on for half a minute after being asked to stop. */
const PATIENCE_MS = 3_000

/**
 * Runs one long step: says what begins and how long it takes, lets the program's own words through, and tells every
 * ten seconds that it is still going. An interrupt ends the program first, then the set-up.
 * @param {object} step
 * @param {string} step.command program
 * @param {string[]} step.args its arguments
 * @param {string} step.cwd folder to run in
 * @param {string} step.title what is being done; '' for a step that speaks for itself
 * @param {string} step.takes how long to expect
 * @param {{ addProcess(pid: number): void, release(): void }} step.lock told about the program, so that an orphan of a
 *   killed set-up still counts as one
 * @returns {Promise<{ code: number, output: string }>} exit code (127 when it could not be started) and last words
 */
export function runStep({ command, args, cwd, title, takes, lock }) {
  if (title !== '') say(`${title} (${takes})`)
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  return new Promise((resolve) => {
    // npm's own npm.cmd can only be started through a shell.
    const shell = process.platform === 'win32' && command === 'npm'
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell })
    if (child.pid !== undefined) lock.addProcess(child.pid)
    let output = ''
    const hear = (chunk) => {
      stderr.write(chunk)
      output = (output + chunk).slice(-TAIL_BYTES)
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    const ticking = setInterval(() => title !== '' && say(`… ${title}: ${seconds()} s`), 10_000)
    const stop = (signal) => {
      child.kill(signal)
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      // The lock outlives the program, never the other way round.
      child.once('close', () => {
        lock.release()
        process.exit(signal === 'SIGINT' ? 130 : 143)
      })
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const done = (code) => {
      clearInterval(ticking)
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
      if (title !== '' && code === 0) say(`${title}: done in ${seconds()} s`)
      resolve({ code, output })
    }
    child.on('error', (error) => {
      output += error.message
      done(127)
    })
    child.on('close', (code) => done(code ?? 1))
  })
}
