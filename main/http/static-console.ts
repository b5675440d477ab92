import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { AppError } from '../core/kernel/app-error.ts'
import { sha256 } from '../core/kernel/sha256.ts'
import type { Exchange } from './exchange.ts'
import { CONSOLE_CSP } from './guards.ts'
import { type Reply, taggedReply } from './reply.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

interface ConsoleFile {
  readonly bytes: Uint8Array
  readonly etag: string
  readonly mediaType: string
}

/** The built console, read into memory once: a path that is not one of its files cannot reach the disk. */
export interface StaticConsole {
  /** Throws AppError `not_found`. */
  reply(exchange: Exchange, path: string): Reply
}

export function loadStaticConsole(folder: string): StaticConsole {
  const files = new Map<string, ConsoleFile>()
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const mediaType = MEDIA_TYPES[extname(path)]
    if (mediaType === undefined) continue
    const bytes = readFileSync(join(folder, path))
    const url = `/${relative(folder, join(folder, path)).split(sep).join('/')}`
    files.set(url, { bytes, mediaType, etag: `"${sha256(bytes).slice(0, 32)}"` })
  }

  return {
    reply: (exchange, path) => {
      const file = files.get(path === '/' ? '/index.html' : path)
      if (file === undefined) {
        const why =
          files.size === 0
            ? 'The console has not been built: run npm start once.'
            : `Nothing is at ${path.slice(0, 200)}.`
        throw new AppError('not_found', why)
      }
      const reply = taggedReply(exchange, file.etag, () => file.bytes, null)
      return {
        ...reply,
        headers: { ...reply.headers, 'content-type': file.mediaType, 'content-security-policy': CONSOLE_CSP },
      }
    },
  }
}
