import { stringify } from 'yaml'
import { openapiDocument } from '../../contract/routes/document.ts'

/** `contract/openapi.yaml`. */
export function openapiYaml(version: string): string {
  return stringify(openapiDocument(version), { lineWidth: 0, aliasDuplicateObjects: false })
}
