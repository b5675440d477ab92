import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { icnsOf, icoOf } from '../../../scripts/package/icon-containers.ts'
import { renderIcons } from '../../../scripts/package/render-icons.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const SOURCES = join(import.meta.dirname, '../../../main/electron/icons')

it('the icons are drawn in every size that a system asks for', async () => {
  const out = await temporaryFolder()
  renderIcons(SOURCES, out)
  const pngs = readdirSync(out).filter((name) => name.endsWith('.png'))
  // Width and height of a PNG: https://www.w3.org/TR/png-3/#11IHDR
  const sizes = Object.fromEntries(pngs.map((name) => [name, readFileSync(join(out, name)).readUInt32BE(16)]))
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) expect(sizes[`${size}x${size}.png`]).toBe(size)
  for (const state of ['idle', 'waiting', 'unreachable'])
    for (const kind of ['', 'Template'])
      expect([sizes[`tray-${state}${kind}.png`], sizes[`tray-${state}${kind}@2x.png`]]).toEqual([16, 32])
  expect([sizes['badge.png'], sizes['badge@2x.png']]).toEqual([16, 32])
  const ico = readFileSync(join(out, 'icon.ico'))
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 7])
  const icns = readFileSync(join(out, 'icon.icns'))
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
})

it('an icon without one of its sizes is an error', () => {
  expect(() => icnsOf([{ size: 16, png: new Uint8Array(1) }])).toThrow('no picture of 32 pixels')
})

it('a picture of 256 pixels is said to be one of 0 in an .ico, where one byte is all there is', () => {
  expect([...icoOf([{ size: 256, png: new Uint8Array([1]) }])].slice(6, 8)).toEqual([0, 0])
})
