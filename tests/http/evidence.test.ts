import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidenceList, type EvidenceRef } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { evidenceApp } from '../support/evidence-app.ts'
import { appendTo } from '../support/overwrite.ts'
import { draftOf } from '../unit/evidence/evidence-draft.ts'

const ID = 'a1b2c3d4e5f6'
const FILE = `/api/evidence/${ID}/telegram-42/request.txt`

const code = async (response: Response) => [response.status, Problem.parse(await response.json()).error_code]

describe('the evidence of a task', () => {
  it('is its packages, whole as they were kept, and the request is on record under the task', async () => {
    const { get, log, ref } = await evidenceApp()
    const answer = await get(`/api/tasks/${ID}/evidence`)
    const { items } = EvidenceList.parse(await answer.json())
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(items).toMatchObject([{ package_id: 'telegram-42', state: 'whole', manifest_sha256: ref.manifest_sha256 }])
    expect(log.events.at(-1)).toMatchObject({ type: 'request_served', correlation_id: ID, task_id: ID })
  })

  it('is altered, in words, as soon as a byte of it differs', async () => {
    const { get, place } = await evidenceApp()
    await appendTo(join(place, 'request.txt'), '!')
    const { items } = EvidenceList.parse(await (await get(`/api/tasks/${ID}/evidence`)).json())
    expect(items).toMatchObject([{ state: 'altered', problems: ['request.txt has 8 bytes instead of 7'] }])
  })

  it('that was deleted is missed', async () => {
    const { get, place, folder } = await evidenceApp()
    await rm(place, { recursive: true })
    expect(await readdir(join(folder, ID))).toEqual([])
    const { items } = EvidenceList.parse(await (await get(`/api/tasks/${ID}/evidence`)).json())
    expect(items).toMatchObject([{ package_id: 'telegram-42', state: 'altered' }])
  })

  it('that a run recorded is missed as well when it is gone', async () => {
    const gone = {
      package_id: 'run-1',
      manifest_sha256: sha256('x'),
      artifacts: 1,
      captured_at: '2026-01-31T09:00:00Z',
    }
    const { get } = await evidenceApp({}, [gone as EvidenceRef])
    const { items, refs } = EvidenceList.parse(await (await get(`/api/tasks/${ID}/evidence`)).json())
    expect(refs.map(({ package_id }) => package_id)).toEqual(['telegram-42', 'run-1'])
    expect(items.map(({ package_id, state }) => [package_id, state]).sort()).toEqual([
      ['run-1', 'altered'],
      ['telegram-42', 'whole'],
    ])
  })

  it('of no task is task_not_found', async () => {
    const { get } = await evidenceApp()
    expect(await code(await get('/api/tasks/nobody/evidence'))).toEqual([404, 'task_not_found'])
  })
})

describe('a file of evidence', () => {
  it('comes as an attachment that no browser runs, with its sha256 as ETag', async () => {
    const { get, log } = await evidenceApp()
    const answer = await get(FILE)
    expect([answer.status, await answer.text()]).toEqual([200, 'Ship it'])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="telegram-42-request.txt"',
      etag: `"${sha256('Ship it')}"`,
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    })
    expect(log.events.at(-1)).toMatchObject({ type: 'request_served', correlation_id: ID, task_id: ID })
  })

  it.each([
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/pdf', 'application/octet-stream'],
    ['constructor', 'application/octet-stream'],
    ['image/png', 'image/png'],
    ['image/jpeg', 'image/jpeg'],
    ['image/webp', 'image/webp'],
  ])('recorded as %s is sent as %s', async (media_type, sent) => {
    const artifacts = draftOf({}).artifacts.map((artifact) => ({ ...artifact, media_type }))
    const { get } = await evidenceApp({ artifacts })
    expect((await get(FILE)).headers.get('content-type')).toBe(sent)
  })

  it('in hand is 304, unless the file was changed since', async () => {
    const { get, place, log } = await evidenceApp()
    const held = { 'if-none-match': `"${sha256('Ship it')}"` }
    const same = await get(FILE, held)
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', held['if-none-match']])
    expect(log.events.at(-1)).toMatchObject({ task_id: ID, correlation_id: ID })
    await appendTo(join(place, 'request.txt'), '!')
    expect(await code(await get(FILE, held))).toEqual([409, 'evidence_altered'])
  })

  it('is not given out when it is not what was recorded', async () => {
    const { get, place } = await evidenceApp()
    await appendTo(join(place, 'request.txt'), '!')
    expect(await code(await get(FILE))).toEqual([409, 'evidence_altered'])
    expect((await get(FILE.replace('request.txt', 'message.json'))).status).toBe(200)
  })

  it('that does not exist is evidence_not_found', async () => {
    const { get } = await evidenceApp()
    for (const path of [`/api/evidence/${ID}/telegram-42/other.txt`, `/api/evidence/${ID}/other/request.txt`])
      expect(await code(await get(path))).toEqual([404, 'evidence_not_found'])
  })

  it('cannot be a path, and the manifest is none of the files', async () => {
    const { get } = await evidenceApp()
    for (const name of ['..%2f..%2fhead.json', 'a%00b', '.hidden', 'A.TXT', 'x%5c..%5cy'])
      for (const path of [
        `/api/evidence/${ID}/telegram-42/${name}`,
        `/api/evidence/${name}x%2f/telegram-42/request.txt`,
      ])
        expect([path, ...(await code(await get(path)))]).toEqual([path, 400, 'validation_failed'])
    expect(await code(await get(FILE.replace('request.txt', 'manifest.json')))).toEqual([404, 'evidence_not_found'])
  })

  it('under an id with colons, dots and capitals is found by its address', async () => {
    const { get } = await evidenceApp({ correlation_id: 'Req:1.a' })
    const answer = await get(`/api/evidence/${encodeURIComponent('Req:1.a')}/telegram-42/request.txt`)
    expect([answer.status, await answer.text()]).toEqual([200, 'Ship it'])
  })

  it('and the list need the scope to read', async () => {
    const { get } = await evidenceApp()
    for (const path of [FILE, `/api/tasks/${ID}/evidence`])
      expect(await code(await get(path, {}, null))).toEqual([403, 'scope_insufficient'])
  })
})
