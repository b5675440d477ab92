import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { type IconPicture, icnsOf, icoOf } from './icon-containers.ts'

/** Up to this size the drawing without fine lines is used. */
const SMALL = 48
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
const TRAY_STATES = ['idle', 'waiting', 'unreachable']
/** Of a tray icon and of the badge: in pixels, on a plain and on a sharp screen. */
const TRAY_SIZES = [
  ['', 16],
  ['@2x', 32],
] as const

/** Draws every icon of main/electron/icons/ into `out`, which is emptied first. Throws when a drawing cannot be read. */
export function renderIcons(sources: string, out: string): void {
  const read = (name: string): string => readFileSync(join(sources, `${name}.svg`), 'utf8')
  const write = (name: string, bytes: Uint8Array): void => writeFileSync(join(out, name), bytes)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })

  const [large, small] = [read('app'), read('app-small')]
  const pictures = SIZES.map((size): IconPicture => ({ size, png: draw(size > SMALL ? large : small, size) }))
  for (const { size, png } of pictures) write(`${size}x${size}.png`, png)
  write('icon.ico', icoOf(pictures.filter(({ size }) => ICO_SIZES.includes(size))))
  write('icon.icns', icnsOf(pictures))

  const badge = read('badge')
  for (const [suffix, size] of TRAY_SIZES) write(`badge${suffix}.png`, draw(badge, size))
  for (const state of TRAY_STATES) {
    const mark = read(`tray-${state}`)
    for (const [suffix, size] of TRAY_SIZES) {
      write(`tray-${state}Template${suffix}.png`, draw(mark, size))
      write(`tray-${state}${suffix}.png`, draw(onGround(mark), size))
    }
  }
}

function draw(svg: string, width: number): Buffer {
  const options = { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } } as const
  return new Resvg(svg, options).render().asPng()
}

/** The mark of a tray in colour: white on the app's ground, so that it is seen on a light and on a dark panel; a dot stands out. */
function onGround(mark: string): string {
  const inside = mark.slice(mark.indexOf('</title>') + 8).replace('</svg>', '')
  const coloured = inside.replaceAll('stroke="#000"', 'stroke="#fff"').replaceAll('fill="#000"', 'fill="#ffd166"')
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">',
    '<rect width="16" height="16" rx="4" fill="#4260c6"/>',
    `<g transform="translate(8 8) scale(.8) translate(-8 -8.2)">${coloured}</g></svg>`,
  ].join('')
}
