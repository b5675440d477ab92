/** Writes contract/openapi.yaml and docs/specs/SCOPES.md from contract/routes/, docs/errors.md from the catalogue, and adds what is new to the published contract. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openapiYaml } from '../main/http/openapi-yaml.ts'
import { findResources } from '../main/resources.ts'
import { errorsPage } from './contract/errors-page.ts'
import { merge, type PublishedContract, publishedContract } from './contract/published-contract.ts'
import { scopesPage } from './contract/scopes-page.ts'

const { root, version } = findResources(import.meta.dirname)
const golden = join(root, 'tests/golden/published-contract.json')
const before: PublishedContract = existsSync(golden)
  ? JSON.parse(readFileSync(golden, 'utf8'))
  : publishedContract(version)

writeFileSync(join(root, 'contract/openapi.yaml'), openapiYaml(version))
writeFileSync(join(root, 'docs/errors.md'), errorsPage())
writeFileSync(join(root, 'docs/specs/SCOPES.md'), scopesPage())
writeFileSync(golden, `${JSON.stringify(merge(before, publishedContract(version)), null, 2)}\n`)
