import { mkdir, readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PolicyView } from '../../../contract/policy.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { inForce, policyText, policyWorld } from './policy-world.ts'

const refusal = (policy: { current(): PolicyView }) => expect.poll(() => policy.current().refused?.reason)

describe('the policy in force', () => {
  it('is the built-in one without a file, and the log says so once', async () => {
    const world = await policyWorld()
    const policy = await world.open()
    expect(policy.current()).toMatchObject({ origin: 'built_in', refused: null, path: world.file })
    await policy.close()
    await world.open()
    expect(world.lines()).toEqual([
      {
        ...{ type: 'policy_loaded', actor: 'countersign', origin: 'built_in', rules: 2, before: null, because: null },
        sha256: policy.current().sha256,
      },
    ])
  })

  it('is that of the file, kept under its sha256 for the owner alone', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    const sha = sha256(policyText('one'))
    expect(policy.current()).toMatchObject({ origin: 'file', sha256: sha, text: policyText('one') })
    expect(world.lines()).toMatchObject([{ type: 'policy_loaded', sha256: sha, origin: 'file', rules: 1 }])
    expect(await readFile(join(world.keptFolder, `${sha}.yaml`), 'utf8')).toBe(policyText('one'))
    expect((await stat(join(world.keptFolder, `${sha}.yaml`))).mode & 0o777).toBe(0o600)
    expect(await policy.textOf(sha)).toBe(policyText('one'))
    expect(await policy.textOf('0'.repeat(64))).toBeNull()
  })

  it('no text is looked for by anything but a sha256', async () => {
    const world = await policyWorld()
    const paths: string[] = []
    const policy = await world.open({
      read: (path, max) => {
        paths.push(path)
        return world.disk.read(path, max)
      },
    })
    await policy.close()
    paths.length = 0
    expect(await policy.textOf('../../policy')).toBeNull()
    expect(paths).toEqual([])
  })

  it('is not taken from a file that is still being written', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    let looks = 0
    let writing = false
    const policy = await world.open({
      read: async (path, max) => {
        if (!writing || path !== world.file) return world.disk.read(path, max)
        looks += 1
        return { bytes: Buffer.from(policyText(`part-${looks}`)) }
      },
    })
    writing = true
    await expect.poll(() => looks).toBeGreaterThan(3)
    await world.write(policyText('whole'))
    writing = false
    await inForce(policy, 'whole')
    expect(world.types()).toEqual(['loaded', 'loaded'])
  })

  it('a kept text that was changed is not given out', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    const sha = sha256(policyText('one'))
    await writeFile(join(world.keptFolder, `${sha}.yaml`), policyText('two'))
    expect(await policy.textOf(sha)).toBeNull()
  })

  it('changes with the file, however an editor saves it, and listeners and clients are told in order', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    const told: string[] = []
    const idOf = (view: PolicyView): string => view.policy.rules[0]?.id ?? ''
    policy.onChange(() => {
      throw new Error('this listener fails')
    })
    const stop = policy.onChange((now, before) => told.push(`${idOf(before)} to ${idOf(now)}`))
    await world.write(policyText('two'))
    await inForce(policy, 'two')
    await writeFile(`${world.file}~`, policyText('three'))
    await rename(`${world.file}~`, world.file)
    await inForce(policy, 'three')
    await rm(world.file)
    await inForce(policy, 'reading')
    stop()
    await world.write(policyText('one'))
    await inForce(policy, 'one')
    expect(told).toEqual(['one to two', 'two to three', 'three to reading'])
    expect(world.types()).toEqual(['loaded', 'loaded', 'loaded', 'loaded', 'loaded'])
    expect(world.lines().at(3)).toMatchObject({ origin: 'built_in', actor: 'another program' })
    expect(world.frames.map(({ name }) => name)).toEqual(Array(4).fill('policy_loaded'))
    expect(world.said).toContain('a part of the console failed at a change of the policy')
  })

  it('stays the last good one while the file is not valid, and the reason is recorded once', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    await world.write('version: 1\nrules: [')
    await refusal(policy).toMatch(/^line 2, column \d+: /)
    expect(policy.current().policy.rules[0]?.id).toBe('one')
    expect(policy.warnings()).toEqual([
      expect.stringMatching(/^policy.yaml is not valid, the last good policy is in force: line 2/),
    ])
    await world.write(policyText('one'))
    await expect.poll(() => policy.current().refused).toBeNull()
    expect(world.types()).toEqual(['loaded', 'refused'])
    expect(world.lines()[1]).toMatchObject({
      sha256: sha256('version: 1\nrules: ['),
      in_force: sha256(policyText('one')),
    })
    expect(policy.warnings()).toEqual([])
  })

  it.each<[string, (file: string) => Promise<unknown>, string]>([
    ['a link', async (file) => symlink('elsewhere.yaml', file), 'the file is not a plain file'],
    ['a folder', async (file) => mkdir(file), 'the file is not a plain file'],
    [
      'too large',
      async (file) => {
        await writeFile(file, policyText('big'))
        await truncate(file, 200_001)
      },
      'the file is too large',
    ],
    ['not UTF-8', async (file) => writeFile(file, Buffer.from([0x76, 0xff])), 'the file is not UTF-8'],
  ])('is not taken from a file that is %s', async (_what, make, reason) => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    await rm(world.file)
    await make(world.file)
    await refusal(policy).toBe(reason)
    expect(policy.current().policy.rules[0]?.id).toBe('one')
  })

  it('is not taken from a file that the disk refuses to read', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    let broken = false
    const policy = await world.open({
      read: (path, max) =>
        broken ? Promise.reject(Object.assign(new Error('no'), { code: 'EIO' })) : world.disk.read(path, max),
    })
    broken = true
    await refusal(policy).toBe('the file cannot be read (EIO)')
    broken = false
    await expect.poll(() => policy.current().refused).toBeNull()
  })

  it('comes into force only once its line is in the log', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    const policy = await world.open()
    world.log.fail('policy_loaded')
    await world.write(policyText('two'))
    await expect.poll(() => policy.warnings()).toHaveLength(1)
    expect(policy.current().policy.rules[0]?.id).toBe('one')
    world.log.mend()
    await inForce(policy, 'two')
    expect(policy.warnings()).toEqual([])
    expect(world.types()).toEqual(['loaded', 'loaded'])
  })

  it('cannot be opened while the log cannot take what is in force', async () => {
    const world = await policyWorld()
    world.log.fail('policy_loaded')
    await expect(world.open()).rejects.toMatchObject({ code: 'audit_unavailable' })
  })
})

describe('after a restart', () => {
  it('the last good policy is in force when the file is not valid any more, without another line', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    await (await world.open()).close()
    await world.write('nonsense: [')
    const policy = await world.open()
    expect(policy.current()).toMatchObject({ origin: 'file', text: policyText('one') })
    expect(policy.warnings()).toHaveLength(1)
    await policy.close()
    const again = await world.open()
    expect(again.current().refused).toMatchObject({ sha256: sha256('nonsense: [') })
    expect(world.types()).toEqual(['loaded', 'refused'])
    expect(world.said).toContain('policy.yaml is not valid and not in force')
  })

  it('the built-in policy is in force when the last good one was tampered with', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    await (await world.open()).close()
    await world.write('nonsense: [')
    for (const name of await readdir(world.keptFolder)) await writeFile(join(world.keptFolder, name), policyText('two'))
    const policy = await world.open()
    expect(policy.current().origin).toBe('built_in')
    expect(world.lines()[1]).toMatchObject({
      origin: 'built_in',
      because: 'the last good policy is not kept as it was',
    })
  })

  it('a file that was changed or taken away meanwhile is in force as it is, and recorded', async () => {
    const world = await policyWorld()
    await world.write(policyText('one'))
    await (await world.open()).close()
    await world.write(policyText('two'))
    const policy = await world.open()
    expect(policy.current().policy.rules[0]?.id).toBe('two')
    await policy.close()
    await rm(world.file)
    expect((await world.open()).current().origin).toBe('built_in')
    expect(world.log.events.map(({ data }) => data['before'])).toEqual([
      null,
      sha256(policyText('one')),
      sha256(policyText('two')),
    ])
  })

  it('an invalid file on a new data root leaves the built-in policy in force', async () => {
    const world = await policyWorld()
    await world.write('rules: 7')
    const policy = await world.open()
    expect(policy.current()).toMatchObject({ origin: 'built_in', refused: { sha256: sha256('rules: 7') } })
    expect(policy.warnings()).toEqual([expect.stringMatching(/the built-in policy is in force/)])
  })
})
