import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSecretFiles } from '../../../main/adapters/secrets/secret-files.ts'
import { temporaryFolder } from '../../support/data-root.ts'

it('remembers, apart from the log and for the owner alone, that an audit log was begun', async () => {
  const root = await temporaryFolder()
  const witness = openSecretFiles(root).auditWitness()
  expect(witness.exists()).toBe(false)
  witness.create()
  witness.create()
  expect(openSecretFiles(root).auditWitness().exists()).toBe(true)
  expect((await stat(join(root, 'secrets', 'audit-log-begun'))).mode & 0o777).toBe(0o600)
})
