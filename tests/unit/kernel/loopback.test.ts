import { expect, it } from 'vitest'
import { ObsSettings } from '../../../main/adapters/obs/obs-settings.ts'
import { YoutubeSettings } from '../../../main/adapters/youtube/youtube-settings.ts'
import { isLoopbackHost } from '../../../main/core/kernel/loopback.ts'
import { NotifySettings } from '../../../main/core/tools/notify/notify-settings.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { endpointOf, VisionSettings } from '../../../main/core/tools/vision/vision-endpoint.ts'

/** What each family that sends something to an address of the settings takes for this machine. */
function takenBy(host: string): string[] {
  const takes = {
    obs: ObsSettings.safeParse({ url: `ws://${host}:4455` }).success,
    youtube: YoutubeSettings.safeParse({ api_root: `http://${host}:1` }).success,
    notify: NotifySettings.safeParse({ webhooks: [{ name: 'here', url: `http://${host}:1` }] }).success,
    vision: !(endpointOf(VisionSettings.parse({ endpoint: `http://${host}:1`, model: 'm' })) instanceof ToolError),
  }
  return Object.entries(takes).flatMap(([name, isTaken]) => (isTaken ? [name] : []))
}

it.each(['127.0.0.1', '127.9.9.9', '[::1]', 'localhost', 'LOCALHOST', '2130706433', '0x7f.1', '[0:0:0:0:0:0:0:1]'])(
  '%s is this machine, for every family',
  (host) => {
    expect(isLoopbackHost(new URL(`http://${host}`).hostname)).toBe(true)
    expect(takenBy(host)).toEqual(['obs', 'youtube', 'notify', 'vision'])
  },
)

it.each([
  ...['10.0.0.1', '0.0.0.0', '128.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', 'a.localhost'],
  ...['[::ffff:127.0.0.1]', '[::]', '[fe80::1]', 'example.com'],
])('%s is another one, for every family', (host) => {
  expect(isLoopbackHost(new URL(`http://${host}`).hostname)).toBe(false)
  expect(takenBy(host)).toEqual([])
})

it('tells nothing from a name that no URL would write so', () => {
  for (const host of ['', '::1', '127.1', '127.0.0.1.', '127.0.0.1:80']) expect(isLoopbackHost(host), host).toBe(false)
})
