import { EventEmitter } from 'node:events'
import { realpathSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPackageFolder } from '../../../main/adapters/files/evidence-place.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { createCaptureSources } from '../../../main/electron/capture-sources.ts'
import { openIpcDoor } from '../../../main/electron/ipc-door.ts'
import { openFolder } from '../../../main/electron/open-folder.ts'
import { problemOf } from '../../../main/http/problem-response.ts'
import { temporaryFolder } from '../../support/data-root.ts'

type Line = Parameters<Parameters<typeof openIpcDoor>[0]['note']>[0]
interface Reply {
  readonly status: number
  readonly body: string
}
const NEVER = new Promise<string>(() => undefined)

/** The window's door over real folders, with a desktop that answers with `words` and writes down what it is asked to open. */
async function doorToFolders(words: () => Promise<string> = async () => '') {
  const root = realpathSync(await temporaryFolder())
  const evidence = join(root, 'audit', 'evidence')
  await mkdir(join(evidence, 'c1', 'telegram-42'), { recursive: true })
  const opened: string[] = []
  const shell = {
    openPath: (path: string) => {
      opened.push(path)
      return words()
    },
  }
  const handlers = new Map<string, (...args: unknown[]) => Promise<Reply>>()
  const contents = Object.assign(new EventEmitter(), { send: () => undefined })
  const lines: Line[] = []
  // Every wait is over at once: what has not answered by then is late.
  const timers = {
    after: (_ms: number, work: () => void) => {
      const late = setImmediate(work)
      return () => clearImmediate(late)
    },
  }
  const door = openIpcDoor({
    ipc: { handle: (channel: string, handler: never) => handlers.set(channel, handler) } as never,
    contents: contents as never,
    operator: { sub: 'operator:olga', scopes: ['admin'], door: 'desktop' },
    fetch: () => new Response(),
    verbs: {
      openEvidence: async (address) => openFolder(await findPackageFolder(evidence, address), shell, timers),
      capture: createCaptureSources({ getSources: async () => [] }, timers),
      setBadge: () => undefined,
      zoom: () => undefined,
    },
    attempts: { note: () => undefined },
    timers,
    events: createEventHub({ capacity: 1, startSeq: 0, clock: { now: () => 0 } }),
    problemOf,
    nextCorrelationId: () => 'desktop-1',
    note: (line) => lines.push(line),
  })
  const own = { sender: contents, senderFrame: { origin: 'countersign://console', parent: null } as object | null }
  const ask = (event: object, ...ids: unknown[]) =>
    handlers.get('countersign:open-evidence')?.(event, ...ids) as Promise<Reply>
  return { root, evidence, opened, lines, door, own, ask }
}

const codeOf = ({ body }: Reply): string => JSON.parse(body).error_code

describe('opening the folder of a package from the window', () => {
  it('opens that folder and leaves one line under its correlation id', async () => {
    const { ask, own, evidence, opened, lines } = await doorToFolders()
    expect(await ask(own, 'c1', 'telegram-42')).toEqual({ status: 204, headers: {}, body: '' })
    expect(opened).toEqual([join(evidence, 'c1', 'telegram-42')])
    expect(lines).toEqual([
      {
        ...{ type: 'request_served', correlation_id: 'c1', task_id: null, route: 'countersign:open-evidence' },
        ...{ actor: { sub: 'operator:olga', scopes: ['admin'], door: 'desktop' }, status: 204 },
        data: { package_id: 'telegram-42' },
      },
    ])
  })

  it('finds the folder by the name that an id has on the disk', async () => {
    const { ask, own, evidence, opened } = await doorToFolders()
    await mkdir(join(evidence, 'req%3a%41', '%63on'), { recursive: true })
    expect((await ask(own, 'req:A', 'con')).status).toBe(204)
    expect(opened).toEqual([join(evidence, 'req%3a%41', '%63on')])
  })

  it.each([
    ['another window', { sender: {} }],
    ['a frame that has gone', { senderFrame: null }],
    ['an inner frame', { senderFrame: { origin: 'countersign://console', parent: {} } }],
    ['another origin', { senderFrame: { origin: 'http://127.0.0.1:8787', parent: null } }],
  ])('is refused to %s', async (_who, foreign) => {
    const { ask, own, opened, lines } = await doorToFolders()
    const reply = await ask({ ...own, ...foreign }, 'c1', 'telegram-42')
    expect([reply.status, codeOf(reply), opened]).toEqual([403, 'origin_not_allowed', []])
    expect(lines).toMatchObject([{ type: 'request_refused', actor: { scopes: [] }, status: 403 }])
  })

  it.each([
    [['../..', 'telegram-42'], /^correlation_id: /],
    [['c1', '..'], /^package_id: /],
    [['c1', '../c1/telegram-42'], /^package_id: /],
    [['c1', 'telegram-42/'], /^package_id: /],
    [['/etc', 'passwd'], /^correlation_id: /],
    [['c1', 'a\\b'], /^package_id: /],
    [['c1', 'a\u0000'], /^package_id: /],
    [['', ''], /^correlation_id: /],
    [['c1', ['telegram-42']], /^package_id: /],
    [['c1'], /^package_id: |^call: /],
    [[], /^c/],
    [['c1', 'telegram-42', 'more'], /^call: /],
  ])('is refused for ids that are none: %j', async (ids, detail) => {
    const { ask, own, opened, lines } = await doorToFolders()
    const reply = await ask(own, ...ids)
    expect([reply.status, codeOf(reply), opened]).toEqual([400, 'validation_failed', []])
    expect(JSON.parse(reply.body).detail).toMatch(detail)
    expect(lines).toHaveLength(1)
  })

  it.each(['evil.app', 'x.workflow', 'x.', `x.${'a'.repeat(31)}`])(
    'is refused for a folder that macOS may take for a program: %s',
    async (name) => {
      const { ask, own, evidence, opened } = await doorToFolders()
      await mkdir(join(evidence, 'c1', name), { recursive: true })
      expect(codeOf(await ask(own, 'c1', name))).toBe('validation_failed')
      expect(opened).toEqual([])
    },
  )

  it('is given for the one name with a dot that packages bear', async () => {
    const { ask, own, evidence, opened } = await doorToFolders()
    const name = `telegram-7-x.${'0a'.repeat(16)}`
    await mkdir(join(evidence, 'c1', name))
    expect((await ask(own, 'c1', name)).status).toBe(204)
    expect(opened).toEqual([join(evidence, 'c1', name)])
  })

  it.each([
    ['the package', ['c1', 'link']],
    ['the correlation', ['linked', 'telegram-42']],
  ])('follows no link in place of the folder of %s', async (_what, ids) => {
    const { ask, own, root, evidence, opened, lines } = await doorToFolders()
    await mkdir(join(root, 'elsewhere', 'telegram-42'), { recursive: true })
    await symlink(join(root, 'elsewhere'), join(evidence, 'linked'))
    await symlink(join(root, 'elsewhere', 'telegram-42'), join(evidence, 'c1', 'link'))
    const reply = await ask(own, ...ids)
    expect([reply.status, codeOf(reply), opened]).toEqual([409, 'evidence_altered', []])
    expect(lines).toMatchObject([{ type: 'request_refused', data: { error_code: 'evidence_altered' } }])
  })

  it('opens no file in place of a folder', async () => {
    const { ask, own, evidence, opened } = await doorToFolders()
    await writeFile(join(evidence, 'c1', 'program'), '#!/bin/sh\n')
    expect(codeOf(await ask(own, 'c1', 'program'))).toBe('evidence_altered')
    expect(opened).toEqual([])
  })

  it.each([
    ['c1', 'gone'],
    ['c2', 'telegram-42'],
  ])('says so when there is no folder: %s/%s', async (...ids) => {
    const { ask, own, opened } = await doorToFolders()
    const reply = await ask(own, ...ids)
    expect([reply.status, codeOf(reply), opened]).toEqual([404, 'evidence_not_found', []])
    expect(JSON.parse(reply.body).detail).toContain(`audit/evidence/${ids.join('/')}`)
  })

  it('says so when the disk does not let it look', async () => {
    const { ask, own, evidence, opened } = await doorToFolders()
    // More links than any system follows.
    await rm(evidence, { recursive: true })
    await symlink(evidence, evidence)
    const reply = await ask(own, 'c1', 'telegram-42')
    expect([reply.status, codeOf(reply), opened]).toEqual([502, 'folder_not_opened', []])
    expect(JSON.parse(reply.body).detail).toBe('audit/evidence/c1/telegram-42 cannot be read (ELOOP).')
  })

  it('serves a data root that is itself reached through a link', async () => {
    const { root, evidence } = await doorToFolders()
    await symlink(root, `${root}-link`)
    try {
      const place = { correlation_id: 'c1', package_id: 'telegram-42' }
      expect(await findPackageFolder(join(`${root}-link`, 'audit', 'evidence'), place)).toBe(
        join(evidence, 'c1', 'telegram-42'),
      )
    } finally {
      await rm(`${root}-link`)
    }
  })

  it.each([
    ['the words of the desktop', async () => 'No application found', 'No application found'],
    ['that it gave no answer', () => NEVER, 'the desktop gave no answer'],
    ['how the desktop failed', () => Promise.reject(new Error('no bus')), 'the desktop failed (Error: no bus)'],
  ])('says %s when the folder did not open', async (_what, words, detail) => {
    const { ask, own, evidence } = await doorToFolders(words)
    const reply = await ask(own, 'c1', 'telegram-42')
    expect([reply.status, codeOf(reply)]).toEqual([502, 'folder_not_opened'])
    expect(JSON.parse(reply.body).detail).toBe(`${join(evidence, 'c1', 'telegram-42')}: ${detail}.`)
  })

  it('is refused once the app stops', async () => {
    const { ask, own, door, opened } = await doorToFolders()
    await door.close()
    expect([codeOf(await ask(own, 'c1', 'telegram-42')), opened]).toEqual(['shutting_down', []])
  })

  it('never opens anything but the one folder that there is, whatever it is asked', async () => {
    const { ask, own, evidence, opened } = await doorToFolders()
    const piece = fc.constantFrom('c1', 'telegram-42', '..', '.', '/', '\\', '%2e', '%2f', '\u0000', '')
    const written = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(written, fc.anything()), { maxLength: 3 }), async (ids) => {
        const { status } = await ask(own, ...ids)
        expect([204, 400, 404]).toContain(status)
        expect(opened.every((path) => path === join(evidence, 'c1', 'telegram-42'))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
