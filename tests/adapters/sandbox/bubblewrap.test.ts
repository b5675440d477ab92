import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hiddenPlaces } from '../../../main/adapters/programs/hidden-places.ts'
import { createBubblewrap } from '../../../main/adapters/sandbox/bubblewrap.ts'
import { bubblewrapArguments } from '../../../main/adapters/sandbox/bubblewrap-arguments.ts'
import { createHostSandbox } from '../../../main/adapters/sandbox/host-sandbox.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal
const PATH = '/usr/local/bin:/usr/bin:/bin'

const surroundings = { home: '/nonexistent', data_root: '/nonexistent', path: PATH, lang: 'C' }

it('tells that it is not there, and of a machine that has none at all', async () => {
  const none = createBubblewrap('/nowhere/bwrap', surroundings)
  expect(await none.readiness()).toMatchObject({ ready: false, reason: 'bubblewrap is not installed' })
  const order = { argv: ['true'], folder: '/tmp', timeout_ms: 1000, max_output_bytes: 1000 }
  await expect(none.run(order, never)).rejects.toMatchObject({ code: 'sandbox_unavailable' })
  const windows = createHostSandbox('win32', surroundings)
  expect(await windows.readiness()).toMatchObject({ ready: false, reason: 'there is no sandbox for win32' })
  await expect(windows.run(order, never)).rejects.toMatchObject({ code: 'sandbox_unavailable' })
})

it('what hides a folder comes before what shows one below it, and the one folder to write comes last', () => {
  const hidden = { folders: ['/home/o'], shown: ['/home/o/.tool'], files: ['/home/o/.tool/credentials'] }
  const args = bubblewrapArguments({ argv: ['x', '--bind'], folder: '/data/w' }, hidden, { PATH, LANG: 'C' })
  const places = ['/home/o', '/home/o/.tool', '/home/o/.tool/credentials', '/data/w'].map((one) => args.indexOf(one))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(args.slice(-3)).toEqual(['--', 'x', '--bind'])
})

it('hides home and data root, but not the programs that PATH names there', async () => {
  const home = await temporaryFolder()
  for (const folder of ['.tool/bin', '.local/bin', 'bin', '.cargo/bin'])
    await mkdir(join(home, folder), { recursive: true })
  await writeFile(join(home, '.cargo', 'credentials.toml'), 'token')
  const path = ['.tool/bin', '.local/bin', 'bin', '.cargo/bin', '.gone/bin'].map((one) => join(home, one)).join(':')
  const { folders, shown, files } = hiddenPlaces(home, '/nowhere', `${path}:/usr/bin:relative`)
  expect(folders).toEqual([home])
  expect(hiddenPlaces('/', home, '').folders).toEqual([home])
  expect(shown).toEqual(['.tool', '.local/bin', 'bin', '.cargo'].map((one) => join(home, one)))
  expect(files).toEqual([join(home, '.cargo', 'credentials.toml')])
})
