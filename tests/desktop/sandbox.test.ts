import { expect, onTestFinished, test } from 'vitest'
import type { SystemInfo } from '../../contract/system.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type DesktopPage, desktopLaunch } from '../support/desktop-world.ts'
import { launchStandIn } from '../support/launch-desktop.ts'

/** What the system page warns of in an app that was started in this way. */
async function warningsOf(flags: readonly string[]): Promise<readonly string[]> {
  const launch = desktopLaunch(await temporaryFolder())
  const desktop = await launchStandIn({ ...launch, flags: [...launch.flags, ...flags] })
  onTestFinished(() => desktop.close())
  const { body } = await desktop.page.evaluate(() =>
    (window as unknown as DesktopPage).countersign.fetch('/system/info', { method: 'GET', headers: {}, body: null }),
  )
  return (JSON.parse(body) as SystemInfo).warnings
}

test('a window without the sandbox is no secret: the system page warns of it', async () => {
  expect(await warningsOf(['--no-sandbox'])).toEqual([expect.stringContaining('without the sandbox')])
  expect(await warningsOf([])).toEqual([])
})
