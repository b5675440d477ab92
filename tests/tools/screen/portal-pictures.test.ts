import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AskedPicture, responder, startPortal } from '../../support/portal/portal-stand-in.ts'
import { ALL, leaves, PATIENT, picture, portalWorld, uriOf } from '../../support/portal/portal-world.ts'
import { pixelAt } from '../../support/screen-app.ts'

/** A folder of this user that is none of the folders of a portal. */
async function outsideFolder(): Promise<string> {
  const folder = await mkdtemp('/var/tmp/countersign-test-')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('a picture through the portal', () => {
  it('is copied into the evidence, and what the portal made for us is removed from the folder of the person', async () => {
    const { bus, shots, work, said, take } = await portalWorld()
    const portal = await startPortal(bus, leaves(join(shots, 'Screenshot ü.png'), picture()))
    expect(await take(ALL, PATIENT)).toEqual(['portal.png'])
    expect(readFileSync(join(work, 'portal.png'))).toEqual(picture())
    expect([readdirSync(shots), said]).toEqual([[], []])
    expect(portal.asked).toMatchObject([{ parent: '', options: { interactive: false } }])
    expect(portal.closed).toEqual([])
  })

  it('of a region is cut out of the whole', async () => {
    const { bus, shots, work, take } = await portalWorld()
    await startPortal(bus, leaves(join(shots, 'a.png'), picture()))
    await take({ kind: 'region', x: 7, y: 5, width: 4, height: 3 }, PATIENT)
    const cut = PNG.sync.read(readFileSync(join(work, 'portal.png')))
    expect([cut.width, cut.height, pixelAt(cut, 0, 0), pixelAt(cut, 3, 2)]).toEqual([4, 3, '#070509', '#0a0709'])
    await expect(take({ kind: 'region', x: 30, y: 0, width: 11, height: 1 }, PATIENT)).rejects.toMatchObject({
      error_code: 'region_outside',
    })
    for (const target of [
      { kind: 'window', id: '1' },
      { kind: 'display', id: 'DP-1' },
    ] as const)
      await expect(take(target, PATIENT)).rejects.toMatchObject({ error_code: 'screen_target_unsupported' })
  })

  it('that was there before we asked is copied, left alone, and told', async () => {
    const { bus, shots, work, said, take } = await portalWorld()
    const holiday = join(shots, 'holiday.png')
    writeFileSync(holiday, picture())
    await startPortal(bus, ({ handle, respond }) => {
      utimesSync(holiday, new Date(), new Date())
      respond(0, { uri: uriOf(holiday) })
      return handle
    })
    await take(ALL, PATIENT)
    expect(readFileSync(join(work, 'portal.png'))).toEqual(picture())
    expect(readdirSync(shots)).toEqual(['holiday.png'])
    expect(said).toEqual([expect.stringContaining('holiday.png')])
  })

  it('comes whether the portal responds before it answers, late, or under a handle of its own', async () => {
    const { bus, shots, take } = await portalWorld()
    const orders: ((asked: AskedPicture) => string | Promise<string>)[] = [
      leaves(join(shots, 'early.png'), picture()),
      (asked) => {
        setImmediate(() => leaves(join(shots, 'late.png'), picture())(asked))
        return asked.handle
      },
      ({ handle, respond }) => {
        const own = `${handle}_own`
        writeFileSync(join(shots, 'own.png'), picture())
        respond(2, {})
        respond(0, { uri: uriOf(join(shots, 'own.png')) }, own)
        return own
      },
    ]
    const { asked } = await startPortal(bus, (request) => orders[asked.length - 1]?.(request) ?? '/')
    for (const _ of orders) expect(await take(ALL, PATIENT)).toEqual(['portal.png'])
  })

  it('of another program on the bus is not believed', async () => {
    const { bus, shots, work, take } = await portalWorld()
    const stranger = await bus.connect()
    writeFileSync(join(shots, 'forged.png'), 'forged')
    await startPortal(bus, (asked, portal) => {
      async function bothRespond(): Promise<void> {
        // Each word is with the bus before the next is said: the handle, the lie, the truth.
        await portal.invokeDbus({ member: 'GetId' })
        responder(stranger, asked.handle, { destination: asked.caller })(0, { uri: uriOf(join(shots, 'forged.png')) })
        await stranger.invokeDbus({ member: 'GetId' })
        leaves(join(shots, 'true.png'), picture())(asked)
      }
      setImmediate(() => void bothRespond())
      return asked.handle
    })
    await take(ALL, PATIENT)
    expect(readFileSync(join(work, 'portal.png'))).toEqual(picture())
    expect(readdirSync(shots)).toEqual(['forged.png'])
  })
})

describe('a file that the portal names', () => {
  const whole = picture()
  const others: readonly (readonly [what: string, words: string, make: (file: string, outside: string) => string])[] = [
    ['is not there', 'not there', (file) => uriOf(file)],
    ['is no PNG', 'no PNG', (file) => put(file, 'GIF89a, and more than the thirty-three bytes of a header')],
    ['is empty', 'no PNG', (file) => put(file, '')],
    ['is half a PNG', 'not whole', (file) => put(file, whole.subarray(0, whole.length - 20))],
    ['is a link', 'cannot be read', (file) => link(symlinkSync, file, `${file}.real`)],
    ['has a second name', 'second name', (file) => link(linkSync, file, `${file}.real`)],
    ['is a folder', 'no regular file', aFolder],
    ['is a pipe that nobody writes into', 'no regular file', aPipe],
    ['lies outside of the folders of the person', 'outside', (_, outside) => put(join(outside, 'a.png'), whole)],
    ['lies behind a link that leads out', 'outside', throughLink],
    ['lies on another machine', 'address is none', () => 'file://elsewhere.example/a.png'],
    ['is no file', 'no file of this machine', () => 'http://127.0.0.1/a.png'],
    ['has no address', 'address is none', () => 'not an address'],
    ['has a zero in its name', 'address is none|cannot be read', (file) => `${uriOf(file)}%00.png`],
  ]
  it.each(others)('and that %s is refused in words, and stays where it is', async (_what, words, make) => {
    const { bus, shots, work, take } = await portalWorld()
    const outside = await outsideFolder()
    const namesNow = () => [shots, outside].flatMap((folder) => readdirSync(folder).sort())
    let made: string[] = []
    await startPortal(bus, ({ handle, respond }) => {
      const uri = make(join(shots, 'a.png'), outside)
      made = namesNow()
      respond(0, { uri })
      return handle
    })
    await expect(take(ALL, PATIENT)).rejects.toMatchObject({
      error_code: 'screen_capture_failed',
      message: expect.stringMatching(words),
    })
    expect([namesNow(), existsSync(join(work, 'portal.png'))]).toEqual([made, false])
  })

  function put(file: string, bytes: string | Uint8Array): string {
    writeFileSync(file, bytes)
    return uriOf(file)
  }
  function link(by: (from: string, to: string) => void, file: string, real: string): string {
    writeFileSync(real, whole)
    by(real, file)
    return uriOf(file)
  }
  function aFolder(file: string): string {
    mkdirSync(file)
    return uriOf(file)
  }
  function aPipe(file: string): string {
    execFileSync('mkfifo', [file])
    return uriOf(file)
  }
  function throughLink(file: string, outside: string): string {
    writeFileSync(join(outside, 'b.png'), whole)
    symlinkSync(outside, file)
    return uriOf(join(file, 'b.png'))
  }
})
