import { createHash } from 'node:crypto'

/** About what GitHub sends when an issue is opened. */
const BODY = JSON.stringify({
  action: 'opened',
  repository: { full_name: 'octo/flood' },
  issue: { number: 1, title: 'Flood', body: 'x'.repeat(8000), html_url: 'https://github.com/octo/flood/issues/1' },
})

/**
 * Deliveries of GitHub with a signature that fits nothing, as whole HTTP/1.1 requests, to be sent in turn. With more than one address each
 * says that it was forwarded for another one, so that none is ever over its limit: the most work that a flood can make.
 */
export function forgedRequests(port: number, addresses: number): readonly string[] {
  return Array.from({ length: addresses }, (_, n) => {
    const signature = createHash('sha256').update(`flood ${n}`).digest('hex')
    const forwarded = addresses === 1 ? [] : [`x-forwarded-for: 203.0.${n >> 8}.${n & 255}`]
    const head = [
      'POST /webhooks/github HTTP/1.1',
      `host: 127.0.0.1:${port}`,
      'user-agent: GitHub-Hookshot/flood',
      'content-type: application/json',
      'x-github-event: issues',
      `x-github-delivery: 00000000-0000-0000-0000-${n.toString(16).padStart(12, '0')}`,
      `x-hub-signature-256: sha256=${signature}`,
      ...forwarded,
      `content-length: ${Buffer.byteLength(BODY)}`,
    ]
    return `${head.join('\r\n')}\r\n\r\n${BODY}`
  })
}
