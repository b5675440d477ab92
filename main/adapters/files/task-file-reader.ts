import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import type { Sha256 } from '../../../contract/ids.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { MAX_TASK_FILE_LENGTH } from '../../core/tasks/task-file.ts'

/** What a file holds. */
export interface FileContent {
  /** Null when its bytes are not UTF-8, or were not read. */
  readonly text: string | null
  /** Of the bytes that were read: of none, when `unread` is given. */
  readonly sha: Sha256
  /** Why the file was not read, in words; null when it was. */
  readonly unread: string | null
  /** From before the reading, and of the very file that was read; null when it could not be opened. */
  readonly stat: Stats | null
}

/**
 * Reads a file at once: it is in the system's memory as a rule, and going round by the thread pool costs more than the work.
 * Null when no regular file is there. Throws only when the process itself is out of means (open files, memory).
 */
export type ReadTaskFile = (path: string) => FileContent | null

/** Neither follows a link nor waits for a pipe's other end, though one of them was put in place a moment ago. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
/** UTF-8 takes at most three bytes for each UTF-16 unit. */
const MAX_BYTES = 3 * MAX_TASK_FILE_LENGTH
const BUFFER_BYTES = 64 * 1024

/** No entry, a link (O_NOFOLLOW), a socket, a folder on the way that is none. */
const ABSENT = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'ENOTDIR', 'EISDIR'])
/** These say nothing about the file. */
const OWN_SHORTAGE = new Set(['EMFILE', 'ENFILE', 'ENOMEM'])

/** A reader keeps one buffer, which most files fit in. */
export function createTaskFileReader(): ReadTaskFile {
  const kept = Buffer.allocUnsafeSlow(BUFFER_BYTES)

  function readOpened(fd: number): FileContent | null {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return null
    if (stat.size > MAX_BYTES) return unreadable(`the file has ${stat.size} bytes; at most ${MAX_BYTES} are read`, stat)
    const buffer = stat.size <= BUFFER_BYTES ? kept : Buffer.allocUnsafeSlow(stat.size)
    let length = 0
    while (length < stat.size) {
      const read = readSync(fd, buffer, length, buffer.length - length, null)
      if (read === 0) break
      length += read
    }
    const bytes = buffer.subarray(0, length)
    const text = bytes.toString()
    // Only a text with U+FFFD may not be what the bytes say.
    const faithful = !text.includes('\ufffd') || isUtf8(bytes)
    return { text: faithful ? text : null, sha: sha256(bytes), unread: null, stat }
  }

  return (path) => {
    let fd: number | null = null
    try {
      fd = openSync(path, FLAGS)
      return readOpened(fd)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
      if (OWN_SHORTAGE.has(code)) throw error
      return ABSENT.has(code) ? null : unreadable(`the file cannot be read (${code})`, null)
    } finally {
      if (fd !== null) closeSync(fd)
    }
  }
}

function unreadable(reason: string, stat: Stats | null): FileContent {
  return { text: null, sha: sha256(''), unread: reason, stat }
}
