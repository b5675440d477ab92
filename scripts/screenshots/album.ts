import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One picture that was taken; `trouble`: what was not as it should be, or null. */
export interface Picture {
  readonly file: string
  readonly page: string
  readonly face: string
  readonly look: string
  readonly trouble: string | null
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const STYLE = `:root{color-scheme:light dark}body{font:15px system-ui;margin:2rem}h2{margin:2rem 0 .5rem}
ul{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none;align-items:start}
img{display:block;max-width:28rem;max-height:24rem;border:1px solid #888}b{color:#c00}`

/** Writes `index.html` beside the pictures, page by page. */
export function writeAlbum(folder: string, pictures: readonly Picture[]): string {
  const pages = [...new Set(pictures.map(({ page }) => page))]
  const item = ({ file, face, look, trouble }: Picture): string => {
    const words = `${face}, ${look}`
    const said = trouble === null ? '' : ` <b>${escaped(trouble)}</b>`
    return `<li><a href="${file}"><img loading="lazy" src="${file}" alt="${words}"></a>${words}${said}</li>`
  }
  const section = (page: string): string => {
    const items = pictures.filter((picture) => picture.page === page).map(item)
    return `<h2 id="${page}">${page}</h2><ul>${items.join('\n')}</ul>`
  }
  const links = pages.map((page) => `<a href="#${page}">${page}</a>`).join(' · ')
  const path = join(folder, 'index.html')
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures of the console</title><style>${STYLE}</style>`
  writeFileSync(path, `${head}<h1>Pictures of the console</h1><p>${links}</p>${pages.map(section).join('\n')}</html>\n`)
  return path
}
