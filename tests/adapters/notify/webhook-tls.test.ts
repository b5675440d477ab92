import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'

const run = promisify(execFile)
const POST_ONCE = join(import.meta.dirname, '../../support/notify/post-once.ts')

/** A receiver over TLS with a certificate that nobody knows. */
async function startTlsReceiver() {
  const folder = await temporaryFolder()
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', key, '-out', certificate, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
  ])
  const bodies: string[] = []
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    async (request, response) => {
      let body = ''
      for await (const part of request.setEncoding('utf8')) body += part
      bodies.push(body)
      response.end('thanks')
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, certificate, bodies }
}

async function postOnce(url: string, trusted: Record<string, string>): Promise<unknown> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const { stdout } = await run(process.execPath, [POST_ONCE, url], { env: { ...env, ...trusted } })
  return JSON.parse(stdout)
}

it('a webhook over TLS is sent only to a receiver whose certificate is trusted and names it', async () => {
  const { port, certificate, bodies } = await startTlsReceiver()
  const trusted = { NODE_EXTRA_CA_CERTS: certificate }
  expect(await postOnce(`https://localhost:${port}/`, {})).toEqual({
    ...{ how: 'not_sent', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  })
  expect(await postOnce(`https://127.0.0.1:${port}/`, trusted)).toEqual({
    ...{ how: 'not_sent', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  })
  expect(bodies).toEqual([])
  expect(await postOnce(`https://localhost:${port}/`, trusted)).toMatchObject({ how: 'answer', status: 200 })
  expect(bodies).toEqual(['hello'])
})
