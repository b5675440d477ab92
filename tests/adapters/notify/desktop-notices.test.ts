import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDesktopNotices } from '../../../main/adapters/notify/desktop-notices.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal
const NOTICE = { title: '--help', body: '-u critical $(touch x); "quoted"' }

/** A Linux session in which `notify-send` is this shell script. */
async function sessionWith(script: string | null) {
  const folder = await temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  if (script !== null) {
    writeFileSync(join(bin, 'notify-send'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, 'notify-send'), 0o755)
  }
  const path = script === null ? bin : `${bin}:/usr/bin:/bin`
  const env = { PATH: path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
  return { folder, env, out: join(bin, 'out'), notices: createDesktopNotices({ notify: null, platform: 'linux', env }) }
}

describe('a notification without the desktop app', () => {
  it('is handed to notify-send as two plain texts, whatever stands in them', async () => {
    const { out, notices } = await sessionWith(
      'for each in "$@"; do printf "%s\\n" "$each"; done > "$(dirname "$0")/out"',
    )
    expect(notices.missing()).toBeNull()
    expect(await notices.show(NOTICE, never)).toEqual({ how: 'shown', reason: '' })
    expect(readFileSync(out, 'utf8')).toBe(`--app-name=Countersign\n--\n${NOTICE.title}\n${NOTICE.body}\n`)
  })

  it('tells notify-send where the session is, and no secret of the console', async () => {
    const { folder, env } = await sessionWith('env > "$(dirname "$0")/env"')
    const secrets = { BOT_TOKEN: '1:secret', JWT_SECRET: 'secret', VISION_API_KEY: 'secret' }
    const notices = createDesktopNotices({ notify: null, platform: 'linux', env: { ...env, ...secrets } })
    expect(await notices.show(NOTICE, never)).toMatchObject({ how: 'shown' })
    const given = readFileSync(join(folder, 'bin', 'env'), 'utf8')
    expect(given).toContain('DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere')
    expect(given).not.toContain('secret')
  })

  it('is not shown when notify-send says so, with its words', async () => {
    const { notices } = await sessionWith('echo "no server on the bus" >&2; exit 1')
    expect(await notices.show(NOTICE, never)).toEqual({
      ...{ how: 'not_shown', reason: 'notify-send left with 1: no server on the bus\n' },
    })
  })

  it('may have been shown when notify-send does not end', async () => {
    const { out, notices } = await sessionWith('echo begun > "$(dirname "$0")/out"; exec sleep 60')
    const end = new AbortController()
    const showing = notices.show(NOTICE, end.signal)
    await expect
      .poll(() => {
        try {
          return readFileSync(out, 'utf8')
        } catch {
          return ''
        }
      })
      .toBe('begun\n')
    end.abort()
    expect(await showing).toMatchObject({ how: 'unknown' })
  })

  it('is not possible without a session bus, without the program, or on another system', async () => {
    const { env, notices } = await sessionWith(null)
    expect(notices.missing()).toContain('notify-send is not installed')
    const gone = await notices.show(NOTICE, never)
    expect(gone).toEqual({ how: 'not_shown', reason: 'notify-send cannot be run (ENOENT)' })
    const { DBUS_SESSION_BUS_ADDRESS: _, ...rest } = env
    expect(createDesktopNotices({ notify: null, platform: 'linux', env: rest }).missing()).toContain('session bus')
    expect(createDesktopNotices({ notify: null, platform: 'win32', env }).missing()).toContain('without its window')
  })

  it('finds the bus where systemd puts it', async () => {
    const { folder, env } = await sessionWith('exit 0')
    writeFileSync(join(folder, 'bus'), '')
    const { DBUS_SESSION_BUS_ADDRESS: _, ...rest } = env
    const found = createDesktopNotices({ notify: null, platform: 'linux', env: { ...rest, XDG_RUNTIME_DIR: folder } })
    expect(found.missing()).toBeNull()
  })
})

describe('a notification of the desktop app', () => {
  const of = (notify: () => Promise<void>) => createDesktopNotices({ notify, platform: 'darwin', env: {} })
  it.each([
    ['shown', async () => undefined, { how: 'shown', reason: '' }],
    ['not_shown', () => Promise.reject(new Error('no service')), { how: 'not_shown', reason: 'no service' }],
    ['unknown', () => Promise.reject(new DOMException('late', 'TimeoutError')), { how: 'unknown', reason: 'late' }],
  ])('is %s', async (_name, notify, expected) => {
    expect(of(notify).missing()).toBeNull()
    expect(await of(notify).show(NOTICE, never)).toEqual(expected)
  })
})
