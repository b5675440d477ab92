import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const fileOf = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

/** https://www.electronjs.org/docs/latest/tutorial/fuses; its place in the checklist is 19. */
describe("Electron's checklist", () => {
  test.each([
    ['runAsNode', false],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['grantFileProtocolExtraPrivileges', false],
    ['enableCookieEncryption', true],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
  ])('19: the fuse %s is set to %s in every package', (fuse, value) => {
    const [, fuses = ''] = /^electronFuses:\n((?: {2}.*\n?)+)/m.exec(fileOf('electron-builder.yml')) ?? []
    expect(fuses).toMatch(new RegExp(`^ {2}${fuse}: ${value}$`, 'm'))
  })
})
