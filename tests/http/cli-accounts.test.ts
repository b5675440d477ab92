import { describe, expect, it } from 'vitest'
import { AccountConnecting, AccountList } from '../../contract/account.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { startYoutubeApp } from '../support/youtube-stand-in/youtube-app.ts'

/** A person in a browser, who follows where the consent page sends him. */
const browse = async (url: string): Promise<Response> => fetch(url)

describe('countersign account', () => {
  it('prints the address, waits for the answer in the browser, and tells what came of it', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const root = ['--data-root', youtube.app.config.data_root]
    const { terminal, out, err } = capturedTerminal()
    const connecting = runCli(['account', 'connect', 'youtube', ...root], terminal)
    await expect.poll(() => out[0]).toContain('code_challenge=')
    await browse(out[0] ?? '')
    expect(await connecting).toBe(0)
    expect(out[1]).toContain('youtube  connected  Stand-in channel')
    expect(err.at(-1)).toBe('open this address in a browser:')
    expect(await runCli(['account', 'list', '--json', ...root], terminal)).toBe(0)
    expect(AccountList.parse(JSON.parse(out[2] ?? '')).items[0]).toMatchObject({ state: 'connected' })
    expect(await runCli(['account', 'disconnect', 'youtube', ...root], terminal)).toBe(0)
    expect(out[3]).toContain('youtube  none')
  })

  it('warns before it sends anybody to Google without a client secret, and not where one is kept', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const root = ['--data-root', youtube.app.config.data_root]
    const connect = ['account', 'connect', 'youtube', '--no-wait', ...root]
    const { terminal, err } = capturedTerminal()
    expect(await runCli(connect, terminal)).toBe(0)
    expect(err[0]).toMatch(/note: no YOUTUBE_CLIENT_SECRET is kept.*countersign secret set YOUTUBE_CLIENT_SECRET/)
    const secret = ['secret', 'set', 'YOUTUBE_CLIENT_SECRET', ...root]
    expect(await runCli(secret, { ...terminal, input: async () => 'stand-in-secret' })).toBe(0)
    err.length = 0
    expect(await runCli(connect, terminal)).toBe(0)
    expect(err).toEqual(['open this address in a browser:'])
  })

  it('gives the address alone with --no-wait, and fails when the person says no', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const root = ['--data-root', youtube.app.config.data_root]
    const { terminal, out } = capturedTerminal()
    expect(await runCli(['account', 'connect', 'youtube', '--no-wait', '--json', ...root], terminal)).toBe(0)
    expect(AccountConnecting.parse(JSON.parse(out[0] ?? '')).opened).toBe(false)
    youtube.standIn.oauth.consent = 'deny'
    const connecting = runCli(['account', 'connect', 'youtube', ...root], terminal)
    await expect.poll(() => out[1]).toContain('code_challenge=')
    await browse(out[1] ?? '')
    expect(await connecting).toBe(1)
  })

  it('names the services, and needs a console that takes the answer', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const { terminal, err } = capturedTerminal()
    expect(await runCli(['account', 'connect', 'vimeo'], terminal)).toBe(2)
    await youtube.app.stop()
    expect(await runCli(['account', 'connect', 'youtube', '--data-root', youtube.app.config.data_root], terminal)).toBe(
      1,
    )
    expect(err.at(-1)).toContain('no console runs')
  })
})
