import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, PROBLEMS } from '../../../contract/problem.ts'
import { type OperationId, ROUTES } from '../../../contract/routes/index.ts'
import { openapiYaml } from '../../../main/http/openapi-yaml.ts'
import { findResources } from '../../../main/resources.ts'
import { errorsPage } from '../../../scripts/contract/errors-page.ts'
import { disappeared, type PublishedContract, publishedContract } from '../../../scripts/contract/published-contract.ts'
import { scopesPage } from '../../../scripts/contract/scopes-page.ts'

const { root, version } = findResources(import.meta.dirname)
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const published = JSON.parse(read('tests/golden/published-contract.json')) as PublishedContract

describe('the contract', () => {
  it('in contract/openapi.yaml is the one of the routes (npm run openapi writes it)', () => {
    expect(read('contract/openapi.yaml')).toBe(openapiYaml(version))
  })
  it('has lost nothing that was published: operation, field, code, audit type or event', () => {
    expect(disappeared(published, publishedContract(version))).toEqual([])
  })
  it('has nothing that is not recorded as published (npm run openapi records it)', () => {
    expect(disappeared(publishedContract(version), published)).toEqual([])
  })
  it('would notice a field that disappears', () => {
    const now = publishedContract(version)
    const without = { ...now, fields: now.fields.filter((field) => field !== 'TaskDetail.title') }
    expect(disappeared(published, without)).toEqual(['fields: TaskDetail.title'])
  })
  it('shows for every route who may call it', () => {
    for (const id of Object.keys(ROUTES) as OperationId[]) expect([id, ROUTES[id].operationId]).toEqual([id, id])
    const accesses = openapiYaml(version).match(/^ +x-access: \w+$/gm) ?? []
    expect(accesses).toHaveLength(Object.keys(ROUTES).length)
    expect(read('docs/specs/SCOPES.md')).toBe(scopesPage())
  })
})

describe('the error catalogue', () => {
  it('is docs/errors.md', () => {
    expect(read('docs/errors.md')).toBe(errorsPage())
  })
  it('has no code that no test raises', () => {
    const folder = join(root, 'tests')
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts') && !path.includes('unit/contract'))
      .map((path) => readFileSync(join(folder, path), 'utf8'))
    const unraised = (Object.keys(PROBLEMS) as ErrorCode[]).filter(
      (code) => !texts.some((text) => text.includes(`'${code}'`)),
    )
    expect(unraised).toEqual([])
  })
})
