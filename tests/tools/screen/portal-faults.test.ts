import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startPortal } from '../../support/portal/portal-stand-in.ts'
import { ALL, PATIENT, portalWorld } from '../../support/portal/portal-world.ts'

describe('a portal that gives no picture', () => {
  it.each([
    ['because the person says no', 1, 'screen_permission', 'person at the screen did not allow'],
    ['because something failed', 2, 'screen_capture_failed', 'response 2'],
    ['with an ending nobody knows', 77, 'screen_capture_failed', 'response 77'],
    ['and says that it is done', 0, 'screen_capture_failed', 'named no picture'],
  ])('%s is explained, and leaves nothing behind', async (_why, code, error_code, words) => {
    const { bus, work, take } = await portalWorld()
    const { closed } = await startPortal(bus, ({ handle, respond }) => {
      respond(code, {})
      return handle
    })
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({ error_code, message: expect.stringContaining(words) })
    expect([readdirSync(work), closed]).toEqual([[], []])
  })

  it('never answers: its question is taken off the screen, and the remedy names it', async () => {
    const { bus, work, take } = await portalWorld()
    const { asked, closed } = await startPortal(bus, ({ handle }) => handle)
    await expect(take(ALL, 500)).rejects.toMatchObject({
      error_code: 'screen_capture_failed',
      message: expect.stringContaining('within 0.5 seconds'),
    })
    await expect.poll(() => closed).toEqual([asked[0]?.handle])
    expect(readdirSync(work)).toEqual([])
  })

  it('is told when the call is cancelled', async () => {
    const { bus, take } = await portalWorld()
    const cancel = new AbortController()
    const { asked, closed } = await startPortal(bus, ({ handle }) => handle)
    const taken = take(ALL, PATIENT, cancel.signal)
    const ended = expect(taken).rejects.toThrow('enough')
    await expect.poll(() => asked).toHaveLength(1)
    cancel.abort(new Error('enough'))
    await ended
    await expect.poll(() => closed).toEqual([asked[0]?.handle])
    await expect(take(ALL, PATIENT, cancel.signal)).rejects.toThrow('enough')
    expect(asked).toHaveLength(1)
  })

  it('goes away while it is waited for', async () => {
    const { bus, take } = await portalWorld()
    await startPortal(bus, async ({ handle }, client) => {
      setImmediate(() => client.connection.end())
      return handle
    })
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({
      error_code: 'screen_capture_failed',
      message: expect.stringMatching(/went away|NoReply|disconnected/),
    })
  })

  it('is not there, knows no pictures, or its bus is gone', async () => {
    const { bus, take } = await portalWorld()
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({
      error_code: 'screen_program_missing',
      remediation_hint: expect.stringContaining('xdg-desktop-portal'),
    })
    const other = await bus.connect()
    await other.requestName('org.freedesktop.portal.Desktop', 0)
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({ error_code: 'screen_program_missing' })
    await bus.end()
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({ error_code: 'screen_no_display' })
  })

  it.each([
    ['says nothing', '', 'within 0.5 seconds'],
    ['lets nobody in', 'REJECTED ANONYMOUS\r\n', 'authentication'],
    ['speaks another language', 'OK 00ff\r\nHTTP/1.1 400 Bad Request\r\n\r\n', '.'],
  ])('is not reached where the bus %s', async (_what, answer, words) => {
    const { bus, take } = await portalWorld()
    await bus.end()
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .write(answer),
    )
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
    rmSync(bus.socket)
    await once(server.listen(bus.socket), 'listening')
    await expect(take(ALL, 500)).rejects.toMatchObject({
      error_code: 'screen_capture_failed',
      message: expect.stringMatching(words),
    })
  })

  it('takes the bus with it while it is waited for', async () => {
    const { bus, take } = await portalWorld()
    await startPortal(bus, async ({ handle }) => {
      setImmediate(() => void bus.end())
      return handle
    })
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({ error_code: 'screen_capture_failed' })
  })
})
