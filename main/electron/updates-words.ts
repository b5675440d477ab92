import { cutText } from '../core/remote/cut-text.ts'
import { inertWords } from '../core/remote/inert-words.ts'
import type { UpdateErrorCode } from './updates-state.ts'

/** Most UTF-16 units of release notes on the screen: what a message box can show without its buttons leaving the screen. */
const NOTES = 1500
const NOTE_LINES = 25

export interface UpdateFailureWords {
  readonly message: string
  readonly remedy: string
}

/** What went wrong with an update, and what a person can do about it. */
export const UPDATE_FAILURES: Readonly<Record<UpdateErrorCode, UpdateFailureWords>> = {
  unreachable: {
    message: 'The place that newer versions come from cannot be reached.',
    remedy: 'Check the network of this machine, then look again. The version that runs goes on working.',
  },
  bad_answer: {
    message: 'The place that newer versions come from gave an answer that makes no sense.',
    remedy:
      'Look again later. If it stays so, tell whoever publishes your packages: their list of versions is damaged.',
  },
  no_package: {
    message: 'There is no newer package for the way in which this copy was installed.',
    remedy: 'Download the newer version by hand, and check its sha256 as docs/specs/PACKAGING.md says.',
  },
  checksum_mismatch: {
    message: 'What was fetched is not what was announced: its checksum differs. It was thrown away.',
    remedy: 'Fetch it once more. If it happens again, do not install this version, and tell whoever publishes it.',
  },
  signature_invalid: {
    message: 'What was fetched is not signed by who signs Countersign. It was thrown away.',
    remedy: 'Do not install this version, and tell whoever publishes it.',
  },
  disk_full: {
    message: 'There is no room on the disk for a newer version beside the one that runs.',
    remedy: 'Free some hundred megabytes, then look again.',
  },
  not_allowed: {
    message: 'The files of Countersign may not be changed by this user.',
    remedy: 'Put the program where you may write, or let whoever installed it install the newer version.',
  },
  not_installed: {
    message: 'The newer version was to be installed, and the one before it has started again.',
    remedy: 'Install it once more. If it fails again, download it by hand.',
  },
  timeout: {
    message: 'Nothing came for a long time, so the transfer was given up.',
    remedy: 'Look again when the network is better. The version that runs goes on working.',
  },
  unknown: {
    message: 'The update failed for a reason that has no name.',
    remedy: 'The log on stderr tells more. Look again, or download the newer version by hand.',
  },
}

/**
 * Somebody else's release notes as plain text for a message box: tags of HTML are left out, nothing hides or turns the text round, and a
 * long text ends with an ellipsis. The empty text when there is nothing to say.
 */
export function notesText(notes: string): string {
  const plain = notes.replace(/<(?:br|\/p|\/li|\/h\d)[^<>]{0,200}>/gi, '\n').replace(/<\/?[a-z][^<>]{0,500}>/gi, '')
  const lines = inertWords(plain.replace(/[\t ]+/g, ' '))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const some = lines.slice(0, NOTE_LINES).join('\n')
  const cut = cutText(some, NOTES)
  return cut === some && lines.length <= NOTE_LINES ? some : `${cut}\n…`
}
