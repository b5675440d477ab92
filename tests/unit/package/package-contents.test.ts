import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageFolder } from '../../../scripts/package/bundled-packages.ts'
import { licenceDocument, licenceProblems } from '../../../scripts/package/licences.ts'
import { type PackageFacts, readPackages } from '../../../scripts/package/package-facts.ts'
import { sbomOf } from '../../../scripts/package/sbom.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const A: PackageFacts = {
  ...{ name: '@scope/a', version: '1.0.0', licence: 'MIT', texts: ['text of a'] },
  ...{ sha512: 'ab'.repeat(64), dependencies: ['b'] },
}
const B: PackageFacts = {
  ...A,
  name: 'b',
  version: '2.0.0',
  licence: '(MIT OR Apache-2.0)',
  texts: ['text of b'],
  dependencies: [],
}

describe('the packages that are passed on', () => {
  it.each([
    ['/home/x/p/main/app.ts', null],
    ['/home/x/p/node_modules/zod/v4/index.js', 'node_modules/zod'],
    ['/home/x/p/node_modules/@hono/zod-openapi/dist/index.js?v=1', 'node_modules/@hono/zod-openapi'],
    ['/p/node_modules/a/node_modules/@b/c/i.js', 'node_modules/a/node_modules/@b/c'],
    ['\0/p/node_modules/a/i.js', 'node_modules/a'],
    ['C:\\p\\node_modules\\a\\i.js', 'node_modules/a'],
  ])('are found from the modules of a bundle: %s is of %s', (id, folder) => {
    expect(packageFolder(id)).toBe(folder)
  })

  it('are read with their full texts and with what they were when they were published', async () => {
    const root = await temporaryFolder()
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const integrity = `sha512-${Buffer.from('ab'.repeat(64), 'hex').toString('base64')}`
    write('package-lock.json', JSON.stringify({ packages: { 'node_modules/@scope/a': { integrity } } }))
    write('node_modules/@scope/a/package.json', JSON.stringify({ ...A, license: 'MIT', dependencies: { b: '2' } }))
    write('node_modules/@scope/a/LICENSE.md', 'text of a\r\n')
    write('node_modules/@scope/a/src/license', 'not of the package')
    expect(readPackages(root, ['node_modules/@scope/a'], '')).toEqual([A])
  })
})

describe('licences', () => {
  it('of all that are passed on must be known, allowed, and there in full', () => {
    expect(licenceProblems([A, B])).toEqual([])
    expect(licenceProblems([{ ...A, licence: '' }])[0]).toContain('does not say under which licence')
    expect(licenceProblems([{ ...A, licence: 'GPL-3.0-only' }])[0]).toContain('not on the list of allowed ones')
    expect(licenceProblems([{ ...A, licence: 'MIT AND GPL-3.0-only' }])).toHaveLength(1)
    expect(licenceProblems([{ ...A, texts: [] }])[0]).toContain('without the text of its licence')
  })

  it('are one document, by name, with every text', () => {
    const document = licenceDocument('Countersign', [B, A])
    expect(document.indexOf('@scope/a 1.0.0 (MIT)')).toBeLessThan(document.indexOf('b 2.0.0'))
    for (const { texts } of [A, B]) expect(document).toContain(texts[0])
  })
})

describe('the SBOM', () => {
  const subject = { name: 'countersign', version: '0.1.0', licence: 'Apache-2.0' }
  const bom = JSON.parse(sbomOf(subject, [A, B]))

  it('names the product, each package by its package URL, its hash and its licence, and who needs whom', () => {
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { name: 'countersign' } },
    })
    expect(bom.components).toMatchObject([
      {
        ...{ name: '@scope/a', version: '1.0.0', purl: 'pkg:npm/%40scope/a@1.0.0' },
        hashes: [{ alg: 'SHA-512', content: A.sha512 }],
        licenses: [{ license: { id: 'MIT' } }],
      },
      { name: 'b', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
    ])
    expect(bom.dependencies).toContainEqual({ ref: 'pkg:npm/%40scope/a@1.0.0', dependsOn: ['pkg:npm/b@2.0.0'] })
  })

  it('is the same for the same packages, another for others, and has a serial number of its own', () => {
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(JSON.parse(sbomOf(subject, [B, A]))).toEqual(bom)
    expect(JSON.parse(sbomOf(subject, [A])).serialNumber).not.toBe(bom.serialNumber)
  })
})
