import { constants } from 'node:fs'
import { access, lstat, open, readFile, realpath, rename, stat, statfs, writeFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, sep } from 'node:path'
import { JsonObject } from '../../../contract/json-object.ts'
import type { RecordingFiles } from '../../core/tools/obs/recording-files.ts'
import { fileSha256 } from '../disk/file-sha256.ts'
import type { ObsSettings } from './obs-settings.ts'

/**
 * What a file of each kind begins with: EBML (RFC 8794), the box `ftyp` (ISO/IEC 14496-12), FLV, the sync byte of a transport stream
 * (ISO/IEC 13818-1). OBS is not believed when it names any other file of this machine.
 */
const BEGINNINGS: Readonly<Record<string, (head: Uint8Array) => boolean>> = {
  mkv: (head) => hex(head, 0, 4) === '1a45dfa3',
  mp4: (head) => hex(head, 4, 8) === '66747970',
  m4v: (head) => hex(head, 4, 8) === '66747970',
  mov: (head) => ['66747970', '77696465', '6d6f6f76', '6d646174'].includes(hex(head, 4, 8)),
  flv: (head) => hex(head, 0, 3) === '464c56',
  ts: (head) => head[0] === 0x47,
}
const HEAD_BYTES = 16
const hex = (head: Uint8Array, from: number, to: number): string => Buffer.from(head.subarray(from, to)).toString('hex')

/**
 * With less than this OBS shows a message to nobody and records nothing, or ends what it records:
 * https://github.com/obsproject/obs-studio/blob/29.0.2/UI/window-basic-main.cpp (MBYTES_LEFT_STOP_REC).
 */
const LEAST_FREE_BYTES = 50 * 1024 * 1024

export function createObsFiles(
  settings: () => Pick<ObsSettings, 'recording_folder'>,
  reader: Pick<RecordingFiles, 'probe' | 'remux'>,
): RecordingFiles {
  /** The real folder, when it is the allowed one or below it. */
  async function inAllowed(folder: string): Promise<string | null> {
    const { recording_folder } = settings()
    if (recording_folder === null || !isAbsolute(folder)) return null
    const [real, allowed] = await Promise.all([realpath(folder), realpath(recording_folder)])
    const way = relative(allowed, real)
    return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`)) ? real : null
  }

  const look: RecordingFiles['look'] = async (path) => {
    const ending = extname(path).slice(1).toLowerCase()
    const fits = BEGINNINGS[ending]
    if (!isAbsolute(path) || path.includes('\0') || fits === undefined)
      return { fault: 'has not the name of a recording' }
    const seen = await lstat(path).catch(none)
    if (seen === null) return { fault: 'is not there' }
    if (!seen.isFile()) return { fault: 'is not a plain file' }
    if (settings().recording_folder !== null && (await inAllowed(join(path, '..')).catch(none)) === null)
      return { fault: 'lies outside of tools.obs.recording_folder' }
    const head = await headOf(path)
    if (head.length > 0 && !fits(head)) return { fault: 'does not begin like a recording' }
    return { bytes: seen.size, ending }
  }

  return {
    look,
    hash: fileSha256,
    ...{ probe: reader.probe, remux: reader.remux },
    folderFault: async (path) => {
      const found = await stat(path).catch(none)
      if (found === null) return 'is not there'
      if (!found.isDirectory()) return 'is no folder'
      if (
        !(await access(path, constants.W_OK).then(
          () => true,
          () => false,
        ))
      )
        return 'may not be written'
      const { bavail, bsize } = await statfs(path)
      return bavail * bsize < LEAST_FREE_BYTES ? 'has less than 50 MB of room left' : null
    },
    allowedFolder: async (path) => {
      const real = await inAllowed(path).catch(none)
      return real !== null && (await stat(real)).isDirectory() ? real : null
    },
    writeNote: async (folder, name, note) => {
      // Whole or not at all: it is read after a crash.
      const file = join(folder, name)
      await writeFile(`${file}.new`, JSON.stringify(note), { flush: true, mode: 0o600 })
      await rename(`${file}.new`, file)
    },
    readNote: async (folder, name) => {
      const text = await readFile(join(folder, name), 'utf8').catch(none)
      if (text === null) return null
      try {
        return JsonObject.parse(JSON.parse(text))
      } catch {
        return null
      }
    },
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const none = (): null => null
