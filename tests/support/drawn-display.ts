import { expect } from 'vitest'
import { type Display, runClient, startClient, startDisplay } from './xvfb.ts'

/** Colours of the desktop and of the window at 300, 200 that is 200 wide and 100 high. */
export const ROOT = '#204060'
export const WINDOW = '#e01020'

/** A desktop of one colour, with a window of another. `options` of X clients, like another title. */
export async function drawnDisplay(options: readonly string[] = []): Promise<Display> {
  const display = await startDisplay(640, 480)
  await runClient(display, 'xsetroot', ['-solid', ROOT])
  startClient(display, 'xmessage', [
    ...['-geometry', '200x100+300+200', '-bw', '0', '-bg', WINDOW, '-fg', WINDOW, '-title', 'Drawn'],
    ...['-xrm', '*borderWidth: 0', '-xrm', '*borderColor: #e01020', '-buttons', '', ...options, ' '],
  ])
  await expect.poll(() => runClient(display, 'xwininfo', ['-root', '-tree'])).toMatch(/^ {5}0x.* 200x100\+/m)
  return display
}
