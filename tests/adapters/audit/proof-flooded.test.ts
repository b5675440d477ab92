import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import { verifyProof } from '../../../main/adapters/files/verify-proof.mjs'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { draft } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { openProofWorld, type ProofWorld } from '../../support/proof-world.ts'

const run = promisify(execFile)
const CALL = { actor: SYSTEM, correlation_id: 'asked' }
const ABOUT = { correlation_id: 'c-notes', task_id: 'notes' }
const APPROVAL_ID = 'ap-0123456789abcdef'
/** Lines that a proof holds. */
const MOST = 10_000

const SUBJECT = { subject: '{}', subject_sha256: sha256('{}') }

/** A line about one approval of one person. */
function approval(state: string) {
  const votes = [{ decision: 'approve', by: 'olga', door: 'console', at: '2026-01-31T09:30:00.000Z' }]
  const facts = { approval_id: APPROVAL_ID, what: 'publish', tool: 'file.publish', task_id: 'notes' }
  return { approval: { ...facts, ...SUBJECT, state, votes, call_id: 'call-1' } }
}

/** A run with or without its approval. */
function runOf(approvalId: string | null) {
  const call = { call_id: 'call-1', tool: 'file.publish', state: 'done', approval_id: approvalId, task_id: 'notes' }
  return { run: { ...call, ...SUBJECT, evidence: [], side_effect_level: 'external_publish' } }
}

async function flood(world: ProofWorld, type: AuditEventType, lines: number): Promise<number> {
  for (let n = 1; n < lines; n++) world.log.note(draft(n, { ...ABOUT, type }))
  return world.record({ ...ABOUT, type })
}

describe('the proof of a flooded task', () => {
  test.each(['correlation', 'task'] as const)(
    'holds every decision and run, asked by its %s, and neither it nor its verifier hides what is left out',
    async (kind) => {
      const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null)
      await world.record({ ...ABOUT, type: 'task_created' })
      await world.record({ ...ABOUT, type: 'approval_consumed', data: approval('consumed') })
      await world.record({ ...ABOUT, type: 'tool_call_done', data: runOf(APPROVAL_ID) })
      const flooded = await flood(world, 'policy_denied', MOST + 100)
      const elsewhere = await world.record({ ...ABOUT, correlation_id: 'c-other', type: 'task_amended' })
      const id = kind === 'task' ? 'notes' : 'c-notes'
      const made = await world.proofs.export(CALL, { kind, id }, 'c-notes')
      await world.close()
      const { ok, problems, said, leftOut } = verifyProof(made.folder, null, null)
      expect({ ok, problems }).toEqual({ ok: true, problems: [] })
      const [kept, last] = kind === 'task' ? [4, elsewhere] : [3, flooded]
      expect(made).toMatchObject({ lines: MOST, first_seq: 1, last_seq: last })
      expect(leftOut).toBe(`${100 + kept} lines of policy_denied left out: there are too many`)
      expect(said.join('\n')).toContain(`done, with exactly the bytes of approval ${APPROVAL_ID}`)
      const { stdout } = await run(process.execPath, [join(made.folder, 'verify.mjs')], { env: { PATH: '' } })
      expect(stdout).toContain(`OK, ${leftOut}. Everything else in this folder holds.`)
      expect(stdout).not.toContain('OK: everything')
    },
    60_000,
  )

  test('does not let a run without an approval pass, although lines are left out', async () => {
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null)
    await world.record({ ...ABOUT, type: 'tool_call_done', data: runOf(null) })
    await flood(world, 'approval_requested', MOST)
    const made = await world.proofs.export(CALL, { kind: 'task', id: 'notes' }, 'c-notes')
    await world.close()
    const { problems, leftOut } = verifyProof(made.folder, null, null)
    expect(leftOut).toContain('1 line of approval_requested left out')
    expect(problems).toEqual([expect.stringContaining('ran without an approval')])
  })

  test('does not call approved what may have been voided by a line that is left out', async () => {
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null)
    await world.record({ ...ABOUT, type: 'approval_approved', data: approval('approved') })
    await world.record({ ...ABOUT, type: 'approval_voided', data: approval('voided') })
    await flood(world, 'tool_call_intended', MOST)
    const made = await world.proofs.export(CALL, { kind: 'task', id: 'notes' }, 'c-notes')
    await world.close()
    const { ok, said } = verifyProof(made.folder, null, null)
    expect(ok).toBe(true)
    expect(said.join('\n')).toContain('approved, and maybe voided or expired since')
  })
})
