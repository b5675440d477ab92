import { createHash } from 'node:crypto'
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import type { PackageFacts } from './package-facts.ts'

export interface SbomSubject {
  readonly name: string
  readonly version: string
  readonly licence: string
}

/**
 * What is inside the product, as CycloneDX 1.6 in JSON: the same packages give the same bytes. It names no machine and no server.
 * https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(subject: SbomSubject, packages: readonly PackageFacts[]): string {
  const product = new Models.Component(Enums.ComponentType.Application, subject.name, {
    ...{ version: subject.version, bomRef: purlOf(subject), purl: purlOf(subject) },
    licenses: licenceOf(subject.licence),
  })
  const components = packages.map((one) => [one, componentOf(one)] as const)
  for (const [{ dependencies }, component] of components) {
    for (const [other, found] of components)
      if (dependencies.includes(other.name)) component.dependencies.add(found.bomRef)
    product.dependencies.add(component.bomRef)
  }
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: product }),
    components: new Models.ComponentRepository(components.map(([, component]) => component)),
  })
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  const write = (): string => `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`
  bom.serialNumber = serialNumberOf(write())
  return write()
}

function componentOf({ name, version, licence, sha512 }: PackageFacts): Models.Component {
  const purl = purlOf({ name, version })
  return new Models.Component(Enums.ComponentType.Library, name, {
    ...{ version, bomRef: purl, purl, licenses: licenceOf(licence) },
    hashes: new Models.HashDictionary(sha512 === null ? [] : [[Enums.HashAlgorithm['SHA-512'], sha512]]),
  })
}

const licenceOf = (expression: string): Models.LicenseRepository =>
  new Models.LicenseRepository([
    / (OR|AND|WITH) /.test(expression)
      ? new Models.LicenseExpression(expression)
      : new Models.SpdxLicense(expression as never),
  ])

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function purlOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** A UUID (version 8, RFC 9562) from what is inside. */
function serialNumberOf(content: string): string {
  const bytes = createHash('sha256').update(content).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}
