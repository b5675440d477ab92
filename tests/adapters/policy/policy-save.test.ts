import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { ADMIN, inForce, policyText, policyWorld } from './policy-world.ts'

const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

describe('saving the policy', () => {
  it('records who did it, writes the file, and puts it in force', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const view = await policy.save(ADMIN, policyText('one'), policy.current().sha256)
    expect(view).toMatchObject({ origin: 'file', sha256: sha256(policyText('one')) })
    expect(policy.current()).toEqual(view)
    expect(await world.read()).toBe(policyText('one'))
    expect((await stat(world.file)).mode & 0o777).toBe(0o600)
    expect(world.lines()[1]).toMatchObject({ actor: 'operator', sha256: view.sha256, rules: 1 })
    expect(world.log.events[1]).toMatchObject({ correlation_id: 'req-save' })
  })

  it('is refused when another policy is in force than the one that was changed', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const base = policy.current().sha256
    await policy.save(ADMIN, policyText('one'), base)
    await expect(policy.save(ADMIN, policyText('two'), base)).rejects.toMatchObject({
      ...{
        code: 'policy_changed',
        extras: { base_sha: sha256(policyText('one')), hint: expect.stringMatching(/again/) },
      },
    })
    expect(await world.read()).toBe(policyText('one'))
    expect(world.lines().at(-1)).toMatchObject({
      ...{ type: 'write_conflict', actor: 'operator', given_sha: base, base_sha: sha256(policyText('one')) },
    })
  })

  it('is refused when it does not say which policy was changed, and says which is in force', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const base_sha = policy.current().sha256
    await expect(policy.save(ADMIN, policyText('one'), null)).rejects.toMatchObject({
      ...{ code: 'precondition_required', extras: { base_sha, hint: expect.stringMatching(/base_sha/) } },
    })
    expect(policy.current().sha256).toBe(base_sha)
    expect(world.lines().at(-1)).toMatchObject({ type: 'write_conflict', missing: true, given_sha: null, base_sha })
  })

  it('only one of several at the same time is taken', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const base = policy.current().sha256
    const saves = ['one', 'two', 'three'].map((id) => policy.save(ADMIN, policyText(id), base))
    const ends = await Promise.allSettled(saves)
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await world.read()).toBe(policy.current().text)
    expect(world.types().filter((type) => type !== 'write_conflict')).toEqual(['loaded', 'loaded'])
    expect(world.types().filter((type) => type === 'write_conflict')).toHaveLength(2)
  })

  it('does not overwrite what another program has just written, valid or not', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const base = policy.current().sha256
    await world.write(policyText('edited'))
    await expect(policy.save(ADMIN, policyText('one'), base)).rejects.toMatchObject({ code: 'policy_changed' })
    expect(policy.current().policy.rules[0]?.id).toBe('edited')
    await world.write('rules: [')
    const edited = policy.current().sha256
    await expect(policy.save(ADMIN, policyText('one'), edited)).rejects.toMatchObject({ code: 'policy_changed' })
    expect(await world.read()).toBe('rules: [')
  })

  it('replaces a refused file that was seen, also by the policy that is in force', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    await world.write('rules: [')
    await expect.poll(() => policy.current().refused).not.toBeNull()
    const view = await policy.save(ADMIN, policyText('one'), policy.current().sha256)
    expect(view.refused).toBeNull()
    expect(await world.read()).toBe(policyText('one'))
    expect(world.types()).toEqual(['loaded', 'refused'])
  })

  it('is refused when the text is no policy, with line and column', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const saved = policy.save(ADMIN, 'version: 1\nrules: 7', policy.current().sha256)
    await expect(saved).rejects.toMatchObject({
      code: 'policy_invalid',
      message: expect.stringContaining('line 2, column 8: rules'),
    })
    expect(world.types()).toEqual(['loaded'])
  })

  it('changes nothing while the log cannot take the line', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    const before = policy.current()
    world.log.fail('policy_loaded')
    await expect(policy.save(ADMIN, policyText('one'), before.sha256)).rejects.toMatchObject({
      code: 'audit_unavailable',
    })
    expect(policy.current()).toEqual(before)
    await expect(world.read()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('leaves the policy in force, and the log says so, when the file cannot be written', async () => {
    const world = await policyWorld()
    const policy = await world.open({
      write: (path, bytes, mode) => (path === world.file ? failing('ENOSPC') : world.disk.write(path, bytes, mode)),
    })
    const { sha256: base } = policy.current()
    const saved = policy.save(ADMIN, policyText('one'), base)
    await expect(saved).rejects.toMatchObject({ code: 'storage_failed', message: expect.stringContaining('ENOSPC') })
    expect(policy.current()).toMatchObject({ origin: 'built_in', sha256: base })
    expect(world.log.events.map(({ data }) => data['sha256'])).toEqual([base, sha256(policyText('one')), base])
    expect(world.lines()[2]).toMatchObject({ because: 'the file could not be written' })
  })

  it('is refused when the text cannot be kept', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    let full = false
    const policy = await world.open({
      write: (path, bytes, mode) => (full ? failing('ENOSPC') : world.disk.write(path, bytes, mode)),
    })
    full = true
    const saved = policy.save(ADMIN, policyText('two'), policy.current().sha256)
    await expect(saved).rejects.toMatchObject({ code: 'storage_failed' })
    expect(world.types()).toEqual(['loaded'])
    expect(await world.read()).toBe(policyText('one'))
  })

  it('is refused once the console is stopping', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    await policy.close()
    const saved = policy.save(ADMIN, policyText('one'), policy.current().sha256)
    await expect(saved).rejects.toMatchObject({ code: 'shutting_down' })
  })

  it('a file saved and then edited by hand comes into force as edited', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    await policy.save(ADMIN, policyText('one'), policy.current().sha256)
    await world.write(policyText('two'))
    await inForce(policy, 'two')
    expect(world.lines().map(({ actor }) => actor)).toEqual(['countersign', 'operator', 'another program'])
  })
})
