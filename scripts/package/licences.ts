import type { PackageFacts } from './package-facts.ts'

/** Licences that let the packages be passed on inside the product when their texts go along. https://spdx.org/licenses/ */
const ALLOWED = new Set([
  ...['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0', 'MIT-0'],
])

/** What speaks against passing these packages on, one sentence each. */
export function licenceProblems(packages: readonly PackageFacts[]): string[] {
  return packages.flatMap(({ name, version, licence, texts }) => {
    const found = []
    if (licence === '') found.push(`${name} ${version} does not say under which licence it is`)
    else if (!isAllowed(licence))
      found.push(`${name} ${version} is under ${licence}, which is not on the list of allowed ones`)
    if (texts.length === 0) found.push(`${name} ${version} comes without the text of its licence`)
    return found
  })
}

/** Of "A OR B" one has to be allowed, of "A AND B" both; brackets and mixtures are for a person to look at. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1')
  if (/[()]/.test(bare)) return false
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((id) => ALLOWED.has(id.trim())))
}

const RULE = '-'.repeat(80)

/** One document with every package and its full texts, in the order of the names. */
export function licenceDocument(product: string, packages: readonly PackageFacts[]): string {
  const parts = packages
    .toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
    .map(
      ({ name, version, licence, texts }) =>
        `${RULE}\n${name} ${version} (${licence})\n${RULE}\n\n${texts.join('\n\n')}\n`,
    )
  return [
    `${product} contains the following packages. Electron's own licence and those of Chromium lie beside the program, as`,
    'LICENSE.electron.txt and LICENSES.chromium.html.',
    '',
    ...parts,
  ].join('\n')
}
