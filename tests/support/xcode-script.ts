import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const SCRIPT = join(import.meta.dirname, '../../scripts/xcode-post-action.sh')
export const SECRET = 'a secret 66\\\\ of plain text'
/** What Xcode Cloud tells a build script. */
export const CLOUD = {
  CI: 'TRUE',
  CI_XCODE_CLOUD: 'TRUE',
  CI_BUILD_ID: '12345678-ABCD-4EFA-8234-012345ABCDEF',
  CI_BUILD_NUMBER: '42',
  CI_BUILD_URL: 'https://appstoreconnect.apple.com/teams/t/apps/1/ci/builds/2',
  CI_COMMIT: '8f3b1c6a2d4e5f60718293a4b5c6d7e8f9012345',
  CI_PRODUCT: 'Lighthouse',
  CI_PRODUCT_PLATFORM: 'iOS',
  CI_PULL_REQUEST_NUMBER: '12',
  CI_PULL_REQUEST_SOURCE_BRANCH: 'anne/labels',
  CI_PULL_REQUEST_TARGET_REPO: 'octo/lighthouse',
  CI_WORKFLOW: 'Pull Requests',
  CI_XCODEBUILD_ACTION: 'archive',
  CI_XCODEBUILD_EXIT_CODE: '0',
  CI_XCODE_SCHEME: 'Lighthouse',
}

export interface Ended {
  readonly code: number
  readonly said: string
}
export interface Sent {
  readonly headers: IncomingMessage['headers']
  readonly raw: Buffer
}

/** Runs the script as Xcode would, with nothing in its environment but what is given. */
export function run(
  env: Record<string, string>,
  { shell = 'sh', args = [] as readonly string[], cwd = '/' } = {},
): Promise<Ended> {
  const all = { PATH: process.env['PATH'] ?? '', XCODE_WEBHOOK_SECRET: SECRET, ...env }
  return new Promise((resolve) => {
    execFile(shell, [SCRIPT, ...args], { env: all, cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr })
    })
  })
}

/** A server that answers with these statuses in turn, 0 being a cut connection, and keeps what it was sent. */
export async function receiver(statuses: readonly number[]): Promise<{ url: string; sent: Sent[] }> {
  const sent: Sent[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const status = statuses[Math.min(sent.length, statuses.length - 1)] ?? 200
      sent.push({ headers: request.headers, raw: Buffer.concat(parts) })
      if (status === 0) request.socket.destroy()
      else response.writeHead(status).end(JSON.stringify({ error_code: 'signature_invalid', detail: 'a\u001b[31m\nb' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent }
}
