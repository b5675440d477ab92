import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidenceVerdict, EvidenceVerification } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { keepingLogger } from '../support/audit-log.ts'
import { appendTo } from '../support/overwrite.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { draftOf } from '../unit/evidence/evidence-draft.ts'

/** A console with packages of three correlation ids, the longest of which has a folder whose name had to be cut. */
async function withPackages(): Promise<{ app: RunningApp; folder: string }> {
  const app = await startApp()
  const { data_root } = app.config
  const folder = join(data_root, 'audit', 'evidence')
  const keys = await openSecretFiles(data_root).auditKeys(NO_DESKTOP, app.config.secrets.at_rest)
  const store = openEvidenceFiles({ folder, keys, logger: keepingLogger(), grown: () => undefined })
  for (const correlation_id of ['c1', 'c2', 'A'.repeat(128)]) await store.keep(draftOf({ correlation_id }))
  return { app, folder }
}

const verify = (app: RunningApp, of: object, headers: Record<string, string> = {}): Promise<Response> =>
  app.call('POST', '/api/evidence/verify', 'admin', of, headers)

const verdictOf = async (answer: Response): Promise<EvidenceVerdict> => EvidenceVerdict.parse(await answer.json())

const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  Problem.parse(await answer.json()).error_code,
]

describe('POST /api/evidence/verify', () => {
  it('hashes everything again, says what is altered, and the log has it', async () => {
    const { app, folder } = await withPackages()
    expect(await verdictOf(await verify(app, { all: true }))).toMatchObject({
      ...{ state: 'whole', packages: 3, artifacts: 6, bytes: 75 },
    })
    await appendTo(join(folder, 'c1', 'telegram-42', 'request.txt'), '!')
    await rm(join(folder, 'c2', 'telegram-42', 'message.json'))
    const verdict = await verdictOf(await verify(app, { all: true }))
    expect(verdict.state).toBe('altered')
    // The altered file is the same one in every package that has this content.
    expect(Object.fromEntries(verdict.altered.map((one) => [one.correlation_id, one.problems.length]))).toEqual({
      ...{ c1: 1, c2: 2, ['A'.repeat(128)]: 1 },
    })
    const one = await verdictOf(await verify(app, { correlation_id: 'c1' }))
    expect(one).toMatchObject({ packages: 1, altered: [{ problems: ['request.txt has 8 bytes instead of 7'] }] })
    expect((await app.lines('evidence_verified')).map(({ data }) => [data['state'], data['altered']])).toEqual([
      ['whole', 0],
      ['altered', 3],
      ['altered', 1],
    ])
  })

  it('does not keep a caller waiting who prefers so, and says what came of it when it is asked', async () => {
    const { app } = await withPackages()
    const answer = await verify(app, { all: true }, { prefer: 'respond-async' })
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, 'respond-async'])
    expect(EvidenceVerification.parse(await answer.json()).running).toMatchObject({ of: { all: true } })
    const state = async () =>
      EvidenceVerification.parse(await (await app.call('GET', '/api/evidence/verification', 'observer')).json())
    await expect.poll(async () => (await state()).last?.state).toBe('whole')
    expect((await state()).running).toBeNull()
  })

  it('takes exactly one question, needs an admin, and knows its tasks', async () => {
    const { app } = await withPackages()
    for (const of of [{}, { all: true, task_id: 't1' }, { all: false }, { all: true, more: 1 }])
      expect(await codeOf(await verify(app, of))).toEqual([400, 'validation_failed'])
    expect(await codeOf(await verify(app, { task_id: 'nobody' }))).toEqual([404, 'task_not_found'])
    const observer = await app.call('POST', '/api/evidence/verify', 'observer', { all: true })
    expect(await codeOf(observer)).toEqual([403, 'scope_insufficient'])
    const nothing = await app.call('POST', '/api/evidence/verification/cancel', 'admin')
    expect(await codeOf(nothing)).toEqual([409, 'evidence_verification_not_running'])
  })
})
