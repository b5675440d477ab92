import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A version as its publisher lays it out for electron-updater's generic provider. */
export interface PublishedVersion {
  readonly version: string
  readonly file: Buffer
  readonly notes: string
  /** Of `file` when it is genuine; of something else when somebody changed the file on its way. */
  readonly sha512: string
}

export interface UpdateServer {
  readonly url: string
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  publish(version: PublishedVersion): void
  /** From now on every answer is this status. */
  answerWith(status: number): void
  close(): Promise<void>
}

export const sha512Of = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64')

/** Serves `latest-linux.yml` and one file, on a free port of this machine. */
export async function openUpdateServer(): Promise<UpdateServer> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = []
  let published: PublishedVersion | null = null
  let broken: number | null = null
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    requests.push({ path: pathname, headers: request.headers })
    if (broken !== null || published === null) return void response.writeHead(broken ?? 404).end('no')
    if (/^\/latest-linux(-arm64)?\.yml$/.test(pathname)) return void response.writeHead(200).end(listOf(published))
    if (pathname === `/${fileOf(published)}`) return void response.writeHead(200).end(published.file)
    response.writeHead(404).end('no')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    publish: (version) => {
      published = version
    },
    answerWith: (status) => {
      broken = status
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const fileOf = ({ version }: PublishedVersion): string => `Countersign-${version}-linux-x64.AppImage`

/** JSON is YAML. https://www.electron.build/auto-update#staged-rollouts shows the same by hand. */
function listOf(published: PublishedVersion): string {
  const { version, file, notes, sha512 } = published
  const url = fileOf(published)
  const releaseDate = '2026-01-01T00:00:00.000Z'
  return JSON.stringify({
    version,
    files: [{ url, sha512, size: file.length }],
    path: url,
    sha512,
    releaseDate,
    releaseNotes: notes,
  })
}
