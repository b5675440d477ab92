import { describe, expect, it } from 'vitest'
import { type IngressApp, startIngressApp } from '../support/ingress-app.ts'
import { ALL_SOURCES, SENDERS } from '../support/webhook-senders.ts'

/** The sender below knows the previous secret; nobody has told GitHub the new one yet. */
const ROTATING = { WEBHOOK_SECRET: 'the-new-secret', WEBHOOK_SECRET_PREVIOUS: ALL_SOURCES.WEBHOOK_SECRET }

describe('while the GitHub secret is being changed', () => {
  it('the previous one is still good, and the sources say when it was last used', async () => {
    const app = await startIngressApp(null, ROTATING)
    expect(await reasonOf(app)).toMatch(/^WEBHOOK_SECRET_PREVIOUS is good too: it has not been used since \d{4}-/)
    const body = JSON.stringify(SENDERS.github.payload(1))
    const headers = { 'content-type': 'application/json', ...SENDERS.github.headers(Buffer.from(body), 1) }
    expect((await app.send(app.ingress, 'POST', SENDERS.github.path, headers, body)).status).toBe(200)
    expect(await reasonOf(app)).toMatch(/^WEBHOOK_SECRET_PREVIOUS is good too: it was last used at \d{4}-/)
  })
})

async function reasonOf(app: IngressApp): Promise<string | null> {
  const headers = { authorization: `Bearer ${await app.token()}` }
  const { body } = await app.send(app.url, 'GET', '/system/info', headers, '')
  const { sources } = JSON.parse(body) as { sources: { source: string; reason: string | null }[] }
  return sources.find(({ source }) => source === 'github')?.reason ?? null
}
