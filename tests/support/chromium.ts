import { type Browser, chromium } from 'playwright'
import { findChromium, thisMachine } from '../../scripts/chromium.ts'

/**
 * Keeps the browser to itself: no look-ups, updates or sync of its own, and no host but this machine. As root its
 * sandbox cannot start.
 */
export function chromiumFlags(): string[] {
  return [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}

/** Path of the installed browser. Throws when there is none: `npm test` leaves the browser tests out in that case. */
export function chromiumExecutable(): string {
  const path = findChromium(thisMachine())
  if (path === undefined) throw new Error('no Chromium: run `node scripts/setup.mjs --browser`, or set CHROMIUM_PATH')
  return path
}

/** A headless browser of the test's own, with a profile that goes with it; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumExecutable(), args: chromiumFlags(), headless: true })
}
