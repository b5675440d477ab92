import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { forgedRequests } from '../../../scripts/bench/flood-requests.ts'

const split = (request: string) => {
  const [head = '', body = ''] = request.split('\r\n\r\n')
  return { header: (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim(), body }
}

describe('forged deliveries', () => {
  it('are whole requests with a signature of the right shape that does not fit', () => {
    const [request = ''] = forgedRequests(8787, 1)
    const { header, body } = split(request)
    expect(Number(header('content-length'))).toBe(Buffer.byteLength(body))
    expect(JSON.parse(body)).toMatchObject({ action: 'opened' })
    expect(header('x-hub-signature-256')).toMatch(/^sha256=[0-9a-f]{64}$/)
    expect(header('x-hub-signature-256')).not.toContain(createHmac('sha256', '').update(body).digest('hex'))
    expect(header('x-forwarded-for')).toBeUndefined()
  })
  it('come from as many addresses as are asked for', () => {
    const addresses = forgedRequests(8787, 5000).map((request) => split(request).header('x-forwarded-for'))
    expect(new Set(addresses).size).toBe(5000)
    for (const address of addresses) expect(address).toMatch(/^203\.0\.(\d|1\d)\.\d{1,3}$/)
  })
})
