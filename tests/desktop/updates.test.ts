import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CHECK_EVERY_MS, FIRST_CHECK_MS } from '../../main/electron/updates.ts'
import { sha512Of } from '../support/update-server.ts'
import { appImage, genuine, openUpdateWorld, startedFile } from '../support/update-world.ts'

const YES = 0
const START = { folder: null, version: '0.1.0', check: true }

describe('a newer version', () => {
  test('is fetched after a yes, checked, and installed after another yes; the version before it is kept', async () => {
    const { folder, own, server, updates, boxes, answers, lines, kept, happened } = await openUpdateWorld(START)
    const before = readFileSync(own)
    server.publish(genuine(folder, '0.2.0', 'Faster.'))
    answers.push(YES, YES)
    await updates.check()
    expect(boxes.map(({ message }) => message)).toEqual([
      'Countersign 0.2.0 is there',
      'Countersign 0.2.0 is ready to be installed',
    ])
    expect(boxes[0]?.detail).toContain('Faster.')
    // The new file has taken the place of the old one and was started.
    await expect.poll(() => existsSync(startedFile(folder)) && readFileSync(startedFile(folder), 'utf8')).toBe('0.2.0')
    expect(existsSync(own)).toBe(false)
    expect(kept.list().map(({ version }) => version)).toEqual(['0.1.0'])
    expect(readFileSync(await kept.checked('0.1.0'))).toEqual(before)
    expect(happened).toEqual(['left'])
    expect(lines).toEqual([{ type: 'update_found', data: { from: '0.1.0', to: '0.2.0' } }])
  })

  test('is not fetched when the answer is "later"; the menu asks again, the next day does not', async () => {
    const { folder, server, updates, timers, boxes, answers, lines } = await openUpdateWorld(START)
    server.publish(genuine(folder, '0.2.0', ''))
    await updates.check()
    expect(updates.state()).toMatchObject({ at: 'found', asking: false })
    timers.advance(CHECK_EVERY_MS + FIRST_CHECK_MS)
    await expect.poll(() => server.requests.length).toBe(2)
    await expect.poll(() => updates.state().at).toBe('found')
    expect(server.requests.map(({ path }) => path.slice(-4))).toEqual(['.yml', '.yml'])
    expect(boxes).toHaveLength(1)
    expect(lines).toHaveLength(1)
    answers.push(YES)
    await updates.ask()
    expect(updates.state()).toMatchObject({ at: 'ready', asking: false })
  })

  test('that is fetched and answered with "later" is not installed, by no quitting either', async () => {
    const { folder, own, server, updates, answers, happened } = await openUpdateWorld(START)
    server.publish(genuine(folder, '0.2.0', ''))
    answers.push(YES)
    await updates.check()
    updates.close()
    expect(readFileSync(own)).toEqual(appImage(folder, '0.1.0'))
    expect(happened).toEqual([])
  })

  test('that was changed on its way is thrown away, with words and a remedy', async () => {
    const { folder, own, server, updates, boxes, answers, lines, happened } = await openUpdateWorld(START)
    server.publish({ ...genuine(folder, '0.2.0', ''), sha512: sha512Of(Buffer.from('what was announced')) })
    answers.push(YES, YES)
    await updates.check()
    expect(updates.state()).toMatchObject({ at: 'failed', step: 'fetch', code: 'checksum_mismatch' })
    expect(boxes.at(-1)?.message).toContain('its checksum differs')
    expect(boxes.at(-1)?.detail).toContain('What to do: ')
    expect(lines.at(-1)).toEqual({
      type: 'update_failed',
      data: { error_code: 'checksum_mismatch', from: '0.1.0', to: '0.2.0' },
    })
    expect(
      readdirSync(join(folder, 'fetched'), { recursive: true }).filter((name) => `${name}`.endsWith('Image')),
    ).toEqual([])
    expect(readFileSync(own)).toEqual(appImage(folder, '0.1.0'))
    expect(happened).toEqual([])
  })

  test('that cannot be put in place leaves the version that runs where it was, and starts it again', async () => {
    const { folder, own, server, updates, boxes, answers, happened } = await openUpdateWorld(START)
    server.publish(genuine(folder, '0.2.0', ''))
    // What was fetched goes away at the last moment: electron-updater has deleted the old file when it notices.
    answers.push(YES, () => {
      rmSync(join(folder, 'fetched'), { recursive: true })
      return YES
    })
    await updates.check()
    expect(happened).toEqual(['left', 'restarted'])
    expect(readFileSync(own)).toEqual(appImage(folder, '0.1.0'))
    expect(boxes.at(-1)?.detail).toContain('What to do: ')
    const next = await openUpdateWorld({ folder, version: '0.1.0', check: false })
    expect(next.lines[0]?.data['error_code']).toBe('not_installed')
  })

  test('that is in truth an older one is not offered: no server can take the app back', async () => {
    const { folder, server, updates, boxes } = await openUpdateWorld(START)
    server.publish(genuine(folder, '0.0.9', ''))
    await updates.check()
    expect(boxes.map(({ message }) => message)).toEqual(['Countersign is up to date'])
    expect(updates.state()).toEqual({ at: 'idle' })
  })

  test('has notes that cannot pass for words of the app', async () => {
    const { folder, server, updates, boxes } = await openUpdateWorld(START)
    server.publish(genuine(folder, '0.2.0', `<b>Good</b>\u202ednuora\u0007${'x'.repeat(5000)}`))
    await updates.check()
    const detail = boxes[0]?.detail ?? ''
    expect(detail).toContain('What its publisher says about it:\nGood[U+202E]dnuora[U+0007]xxx')
    expect(detail.length).toBeLessThan(2000)
    expect(detail).toMatch(/…$/)
  })
})

describe('looking for newer versions', () => {
  test('sends nothing at all while the settings do not say so, and begins when they do', async () => {
    const { folder, server, updates, timers, setCheck, answers } = await openUpdateWorld({ ...START, check: false })
    server.publish(genuine(folder, '0.2.0', ''))
    timers.advance(3 * CHECK_EVERY_MS)
    expect(updates.state()).toEqual({ at: 'idle' })
    await updates.check()
    expect(server.requests).toEqual([])
    answers.push(1)
    setCheck(true)
    timers.advance(1)
    await expect.poll(() => updates.state().at).toBe('found')
    setCheck(false)
    timers.advance(3 * CHECK_EVERY_MS)
    expect(updates.state().at).toBe('found')
    expect(server.requests).toHaveLength(1)
  })

  test('tells the server nothing that would know this installation again', async () => {
    const [first, second] = [await openUpdateWorld(START), await openUpdateWorld(START)]
    for (const { updates } of [first, second]) await updates.check()
    const sent = [first, second].map(
      ({ server }): Record<string, unknown> => ({ ...server.requests[0]?.headers, host: '' }),
    )
    expect(sent[0]).toEqual(sent[1])
    expect(sent[0]?.['x-user-staging-id']).toBe('00000000-0000-0000-0000-000000000000')
  })

  test('interrupts nobody when the network is away, unless it was asked for', async () => {
    const { server, updates, timers, boxes, lines } = await openUpdateWorld(START)
    server.answerWith(503)
    timers.advance(FIRST_CHECK_MS)
    await expect.poll(() => updates.state().at).toBe('failed')
    expect(boxes).toEqual([])
    expect(lines).toEqual([{ type: 'update_failed', data: { error_code: 'unreachable', from: '0.1.0' } }])
    await updates.check()
    expect(boxes[0]?.message).toContain('cannot be reached')
  })

  test('says when the list of versions makes no sense', async () => {
    const { server, updates, boxes } = await openUpdateWorld(START)
    server.answerWith(404)
    await updates.check()
    expect(updates.state()).toMatchObject({ at: 'failed', code: 'bad_answer' })
    expect(boxes[0]?.detail).toContain('their list of versions is damaged')
  })
})

describe('the next start', () => {
  test('records that the newer version is in place', async () => {
    const { folder, kept } = await openUpdateWorld(START)
    kept.expect({ from: '0.1.0', to: '0.2.0' })
    const next = await openUpdateWorld({ folder, version: '0.2.0', check: false })
    expect(next.lines).toEqual([{ type: 'update_installed', data: { from: '0.1.0', to: '0.2.0' } }])
    expect((await openUpdateWorld({ folder, version: '0.2.0', check: false })).lines).toEqual([])
  })

  test('records that the newer version has not come', async () => {
    const { folder, kept } = await openUpdateWorld(START)
    kept.expect({ from: '0.1.0', to: '0.2.0' })
    const { lines } = await openUpdateWorld({ folder, version: '0.1.0', check: false })
    expect(lines).toEqual([
      { type: 'update_failed', data: { error_code: 'not_installed', from: '0.1.0', to: '0.2.0' } },
    ])
  })
})

describe('going back', () => {
  test('puts the kept version in place of the one that runs, after a yes, and keeps that one', async () => {
    const { folder, own, kept } = await openUpdateWorld(START)
    await kept.keep('0.1.0', own)
    const next = await openUpdateWorld({ folder, version: '0.2.0', check: false })
    expect(next.back.versions()).toEqual(['0.1.0'])
    await next.back.go('0.1.0')
    expect(next.happened).toEqual([])
    next.answers.push(YES)
    await next.back.go('0.1.0')
    expect(next.happened).toEqual(['left', `restarted as ${appImage(folder, '0.1.0')}`])
    expect(existsSync(next.own)).toBe(false)
    expect(next.kept.list().map(({ version }) => version)).toEqual(['0.2.0', '0.1.0'])
  })

  test('refuses a kept version that somebody has changed', async () => {
    const { folder, own, kept } = await openUpdateWorld(START)
    await kept.keep('0.1.0', own)
    writeFileSync(join(folder, 'versions', 'countersign-0.1.0.AppImage'), '#!/bin/sh\necho changed\n')
    const { back, answers, boxes, lines, happened } = await openUpdateWorld({ folder, version: '0.2.0', check: false })
    answers.push(YES)
    await back.go('0.1.0')
    expect(happened).toEqual([])
    expect(boxes.at(-1)?.message).toContain('its checksum differs')
    expect(lines.at(-1)?.data['error_code']).toBe('checksum_mismatch')
  })

  test('leaves nothing beside the file that runs when the app ends in the middle of it', async () => {
    const { folder, own, kept } = await openUpdateWorld(START)
    await kept.keep('0.1.0', own)
    rmSync(own)
    for (const left of [`${basename(own)}.back`, `.${basename(own)}.back.tmp`])
      writeFileSync(join(folder, left), 'half')
    const next = await openUpdateWorld({ folder, version: '0.2.0', check: false })
    expect(readdirSync(folder).filter((name) => name.includes('Image'))).toEqual([basename(next.own)])
  })

  test('is possible to two versions; older ones make room', async () => {
    const { folder, own, kept } = await openUpdateWorld(START)
    for (const version of ['0.1.0', '0.1.1', '0.1.2', '0.1.1']) await kept.keep(version, own)
    expect(kept.list().map(({ version }) => version)).toEqual(['0.1.1', '0.1.2'])
    expect(readdirSync(join(folder, 'versions')).sort()).toEqual([
      'countersign-0.1.1.AppImage',
      'countersign-0.1.2.AppImage',
      'versions.json',
    ])
  })
})
