import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

/** A lock file still empty after this long belongs to a process that died between creating and writing it. */
const EMPTY_LOCK_MS = 5_000
const LOOK_AGAIN_MS = 200
const TELL_AGAIN_MS = 10_000

const read = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** What Linux tells of a process after its name, which may hold spaces and brackets; [] where there is no /proc. */
const statusOf = (pid) => read(`/proc/${pid}/stat`).split(') ').pop()?.split(' ') ?? []

/**
 * "pid:birth" tells a process from a later one with the same number (as happens in containers); without /proc the
 * birth is '' and the number alone has to do.
 * @param {number} pid
 */
export function nameProcess(pid) {
  return `${pid}:${statusOf(pid)[19] ?? ''}`
}

/** @param {string} name as made by nameProcess */
export function isAlive(name) {
  const pid = Number(name.split(':')[0])
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  // Z: killed, and not yet cleared away by a parent that may never do so.
  return nameProcess(pid) === name && statusOf(pid)[0] !== 'Z'
}

const ageMs = (file) => {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs
}

/** Moves a dead process's lock out of the way. Of two that try at once, one moves it; a live lock is put back. */
function removeDead(file, seen) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) === seen) rmSync(aside)
    else renameSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

/**
 * One set-up at a time (`npm start` and `npm test` may be begun together): waits for a live one, takes a dead one's
 * place. A process that a killed set-up left running still holds its lock until it ends.
 * @param {string} file the lock file
 * @param {(line: string) => void} say told now and then what is waited for
 * @returns {Promise<{ addProcess(pid: number): void, release(): void }>}
 */
export async function takeLock(file, say) {
  const began = Date.now()
  let told = 0
  for (;;) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, nameProcess(process.pid))
      closeSync(handle)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const seen = read(file)
    const holder = seen.split('\n').find(isAlive)
    const dead = seen === '' ? ageMs(file) > EMPTY_LOCK_MS : holder === undefined
    if (dead) {
      removeDead(file, seen)
      continue
    }
    if (Date.now() >= told + TELL_AGAIN_MS) {
      const seconds = Math.round((Date.now() - began) / 1000)
      say(`waiting for another set-up${holder === undefined ? '' : ` (process ${holder.split(':')[0]})`}: ${seconds} s`)
      told = Date.now()
    }
    await wait(LOOK_AGAIN_MS)
  }
  return {
    addProcess(pid) {
      const next = `${file}.${process.pid}`
      writeFileSync(next, `${nameProcess(process.pid)}\n${nameProcess(pid)}`)
      renameSync(next, file)
    },
    release: () => rmSync(file, { force: true }),
  }
}
