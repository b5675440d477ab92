import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkedConfig } from '../../../scripts/package/builder-config.ts'
import { writeChecksums } from '../../../scripts/package/checksums.ts'
import { readFuses, wrongFuses } from '../../../scripts/package/fuses.ts'
import { packageOptions } from '../../../scripts/package/package-options.ts'
import { missingSigning } from '../../../scripts/package/signing.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { makeStubElectron } from '../../support/stub-electron.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

describe('electron-builder.yml', () => {
  it('is valid; it asks for the hardened runtime and for notarisation, and registers the links of the app', async () => {
    const { mac, protocols } = await checkedConfig(REPOSITORY)
    expect(mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(protocols).toEqual([{ name: 'Countersign', schemes: ['countersign'] }])
  })

  it("is refused with electron-builder's own words when it is not", async () => {
    const folder = await temporaryFolder()
    const text = readFileSync(join(REPOSITORY, 'electron-builder.yml'), 'utf8')
    writeFileSync(join(folder, 'electron-builder.yml'), `${text}\nelectronFuse: {}\n`)
    await expect(checkedConfig(folder)).rejects.toThrow('electronFuse')
  })
})

describe('fuses', () => {
  it('are read from a program: Electron as it is published has the doors open', async () => {
    const folder = await temporaryFolder()
    makeStubElectron(folder, '45.4.1')
    const found = await readFuses(join(folder, 'electron'))
    expect(found).toMatchObject({ runAsNode: true, enableNodeCliInspectArguments: true, onlyLoadAppFromAsar: false })
    const { electronFuses } = await checkedConfig(REPOSITORY)
    expect(wrongFuses({ ...(electronFuses as Record<string, boolean>) }, found)).toContain(
      'runAsNode is on in the packaged program and should be off',
    )
  })

  it('that nobody has thought about are named', () => {
    expect(wrongFuses({ runAsNode: false }, { runAsNode: false })).toContain(
      'onlyLoadAppFromAsar is not set in electron-builder.yml',
    )
  })
})

describe('the options of the package step', () => {
  it('take an address for updates over https only, without a password in it', () => {
    const read = (url: string) => packageOptions([], { COUNTERSIGN_UPDATE_URL: url }).updateUrl
    expect(read('')).toBeNull()
    expect(read('https://updates.example.org/')).toBe('https://updates.example.org/')
    for (const url of ['http://updates.example.org/', 'https://me:secret@updates.example.org/', 'updates'])
      expect(() => read(url), url).toThrow('COUNTERSIGN_UPDATE_URL')
  })

  it('refuse what they do not know', () => {
    expect(() => packageOptions(['--publish'], {})).toThrow('--publish')
    expect(() => packageOptions(['--arch', 'mips'], {})).toThrow('neither x64 nor arm64')
  })
})

describe('signing', () => {
  it('that cannot be done for want of keys is said plainly', () => {
    expect(missingSigning('darwin', {}).join()).toMatch(/not signed.*not notarised: APPLE_API_KEY/)
    expect(missingSigning('win32', {}).join()).toContain('not signed')
    const keys = { CSC_LINK: 'x', APPLE_API_KEY: 'x', APPLE_API_KEY_ID: 'x', APPLE_API_ISSUER: 'x' }
    expect([...missingSigning('darwin', keys), ...missingSigning('win32', keys)]).toEqual([])
    expect(missingSigning('linux', {})).toEqual([])
  })
})

it('the checksums of the packages are in the form that sha256sum reads', async () => {
  const folder = await temporaryFolder()
  for (const name of ['Countersign-0.1.0-linux-x64.AppImage', 'builder-debug.yml'])
    writeFileSync(join(folder, name), 'abc')
  expect(await writeChecksums(folder)).toEqual(['Countersign-0.1.0-linux-x64.AppImage'])
  expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  Countersign-0.1.0-linux-x64.AppImage\n',
  )
})
