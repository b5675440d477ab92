import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRecordingReader } from '../../../main/adapters/obs/ffmpeg.ts'
import { createObsFiles } from '../../../main/adapters/obs/obs-files.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const MKV = Buffer.from('1a45dfa3934282886d6174726f736b61', 'hex')
const signal = new AbortController().signal
/** A machine without any program. */
const reader = createRecordingReader(() => ({ platform: process.platform, env: {}, find: () => null }))

async function world() {
  const allowed = await realpath(await temporaryFolder())
  const folder = join(allowed, 'rec')
  await mkdir(folder)
  const put = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }
  return { allowed, folder, put, files: createObsFiles(() => ({ recording_folder: allowed }), reader) }
}

describe('a file that OBS names', () => {
  it('is looked at: a plain file, named and beginning like a recording, or still empty', async () => {
    const { files, put } = await world()
    expect(await files.look(await put('a.mkv', MKV))).toEqual({ bytes: 16, ending: 'mkv' })
    expect(await files.look(await put('b.mp4', Buffer.from('0000001c6674797069736f6d00000200', 'hex')))).toMatchObject({
      ending: 'mp4',
    })
    expect(await files.look(await put('c.FLV', 'FLV and so on, on and on'))).toMatchObject({ ending: 'flv' })
    expect(await files.look(await put('empty.ts', ''))).toEqual({ bytes: 0, ending: 'ts' })
  })

  it('is refused when it is something else', async () => {
    const { files, put, folder } = await world()
    const secret = await put('id_rsa', '-----BEGIN')
    await symlink(secret, join(folder, 'link.mkv'))
    await mkdir(join(folder, 'folder.mkv'))
    const elsewhere = join(await temporaryFolder(), 'a.mkv')
    await writeFile(elsewhere, MKV)
    const faultOf = async (path: string) => ((await files.look(path)) as { fault?: string }).fault
    expect(await faultOf(secret)).toBe('has not the name of a recording')
    expect(await faultOf('rec/a.mkv')).toBe('has not the name of a recording')
    expect(await faultOf(join(folder, 'none.mkv'))).toBe('is not there')
    expect(await faultOf(join(folder, 'link.mkv'))).toBe('is not a plain file')
    expect(await faultOf(join(folder, 'folder.mkv'))).toBe('is not a plain file')
    expect(await faultOf(await put('words.mkv', 'not a recording at all'))).toBe('does not begin like a recording')
    expect(await faultOf(elsewhere)).toBe('lies outside of tools.obs.recording_folder')
  })

  it('is hashed as it is, and not verified without ffprobe', async () => {
    const { files, put } = await world()
    const path = await put('a.mkv', MKV)
    expect(await files.hash(path, signal)).toEqual({ sha256: sha256(MKV), bytes: 16 })
    await expect(files.probe(path, signal)).rejects.toMatchObject({ error_code: 'obs_ffprobe_missing' })
    expect(await files.remux(path, await temporaryFolder(), 1, signal)).toEqual({
      fault: 'there is no ffmpeg on this machine',
    })
  })
})

describe('a recording folder', () => {
  it('is one where files can be made', async () => {
    const { files, put, folder } = await world()
    expect(await files.folderFault(join(folder, 'none'))).toBe('is not there')
    expect(await files.folderFault(await put('a.mkv', MKV))).toBe('is no folder')
  })

  it('is allowed at and below the one of the settings, links looked through', async () => {
    const { files, allowed, folder } = await world()
    const elsewhere = await temporaryFolder()
    await symlink(elsewhere, join(allowed, 'out'))
    expect(await files.allowedFolder(allowed)).toBe(allowed)
    expect(await files.allowedFolder(join(folder, '.'))).toBe(folder)
    expect(await files.allowedFolder(join(allowed, 'out'))).toBeNull()
    expect(await files.allowedFolder(join(folder, '../..'))).toBeNull()
    expect(await files.allowedFolder('rec')).toBeNull()
    expect(await createObsFiles(() => ({ recording_folder: null }), reader).allowedFolder(folder)).toBeNull()
  })
})

describe('a note beside a call', () => {
  it('is read back whole, and is none when it is not', async () => {
    const { files, folder, put } = await world()
    expect(await files.readNote(folder, 'note.json')).toBeNull()
    await files.writeNote(folder, 'note.json', { path: 'a' })
    await files.writeNote(folder, 'note.json', { path: 'b' })
    expect(await files.readNote(folder, 'note.json')).toEqual({ path: 'b' })
    await put('torn.json', '{"path": "b')
    expect(await files.readNote(folder, 'torn.json')).toBeNull()
  })
})
