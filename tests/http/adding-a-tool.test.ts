import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { ToolList, ToolRun } from '../../contract/tool.ts'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import type { FamilySpec } from '../../main/core/tools/tool-family.ts'
import { TOOL_FAMILIES } from '../../main/tool-families.ts'
import { textFamily } from '../fixtures/adding-a-tool/text-family.ts'
import { keepingLogger } from '../support/audit-log.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { AT, draftOf } from '../unit/evidence/evidence-draft.ts'

// The one line in the registry that the page asks for, unless somebody has followed it.
if (!TOOL_FAMILIES.some(({ name }) => name === textFamily.name))
  (TOOL_FAMILIES as FamilySpec[]).push(textFamily as FamilySpec)

const TEXT = 'Ship it\non Friday, größer\n'

/** A console with a task that has a text as evidence. */
async function world() {
  const app = await startApp()
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Count' })
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  const { data_root, secrets } = app.config
  const keys = await openSecretFiles(data_root).auditKeys(NO_DESKTOP, secrets.at_rest)
  const folder = join(data_root, 'audit', 'evidence')
  const store = openEvidenceFiles({ folder, keys, logger: keepingLogger(), grown: () => undefined })
  const facts = { media_type: 'text/plain', captured_at: AT, source: 'test', link: null }
  const artifacts = [{ path: 'text.txt', bytes: Buffer.from(TEXT), ...facts }]
  await store.keep(draftOf({ task_id: 't1', correlation_id, artifacts }))
  return { app, correlation_id }
}

async function count(app: RunningApp, correlation_id: string, artifact: string, key: string): Promise<ToolRun> {
  const answer = await app.call('POST', '/api/tools/execute', 'tool_runner', {
    ...{ tool: 'text.count_words', args: { artifact_sha256: artifact }, side_effect_level: 'read_only' },
    ...{ task_id: 't1', correlation_id, idempotency_key: key },
  })
  return ToolRun.parse(await answer.json())
}

describe('the tool of the page about adding a tool', () => {
  it('is listed with its schema and example, and runs through the gate into evidence that names its origin', async () => {
    const { app, correlation_id } = await world()
    const { items } = ToolList.parse(await (await app.call('GET', '/api/tools', 'observer')).json())
    expect(items.find(({ tool }) => tool === 'text.count_words')).toMatchObject({
      ...{ side_effect_level: 'read_only', status: { state: 'ready' }, args_schema: { required: ['artifact_sha256'] } },
    })
    const run = await count(app, correlation_id, sha256(TEXT), 'key-00000001')
    expect(run).toMatchObject({ state: 'done', result: { words: 5, lines: 2 } })
    const list = EvidenceList.parse(await (await app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
    expect(list.items.find(({ package_id }) => package_id === run.call_id)).toMatchObject({
      ...{ state: 'whole', artifacts: [{ path: 'count.json', parent_sha256: sha256(TEXT) }] },
    })
  })

  it('fails with its own code and remedy, and with that of the house for a file that is not there', async () => {
    const { app, correlation_id } = await world()
    const view = (await (await app.call('GET', '/api/settings', 'admin')).json()) as Record<string, object>
    const settings = { ...view['settings'], tools: { text: { max_bytes: 3 } } }
    const saved = await app.call('PUT', '/api/settings', 'admin', { settings, base_sha: view['base_sha'] })
    expect(saved.status).toBe(200)
    expect(await count(app, correlation_id, sha256(TEXT), 'key-00000001')).toMatchObject({
      state: 'failed',
      failure: { error_code: 'text_too_long', remediation_hint: expect.stringContaining('tools.text.max_bytes') },
    })
    const other = await count(app, correlation_id, sha256('another'), 'key-00000002')
    expect(other).toMatchObject({ state: 'failed', failure: { error_code: 'artifact_not_found' } })
  })
})
