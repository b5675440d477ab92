import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { SETTING_NAMES, SETTING_TRAITS } from '../../../main/core/settings/setting-traits.ts'
import { TOOL_FAMILIES, TOOL_SECRETS } from '../../../main/tool-families.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/specs/CONFIG.md'), 'utf8')

/** The row of the table for a family of tools; empty when there is none. */
const rowOf = (family: string): string => page.split('\n').find((line) => line.startsWith(`| \`${family}\` |`)) ?? ''

const membersOf = (schema: z.ZodType): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(schema, { io: 'input' }).properties ?? {}

describe('the page of the configuration', () => {
  it.each(SETTING_NAMES)('names the setting %s, and its variable', (name) => {
    expect(page).toContain(`\`${name}\``)
    for (const variable of SETTING_TRAITS[name].variable?.split(', ') ?? []) expect(page).toContain(variable)
  })

  it.each(TOOL_SECRETS)('names the secret %s where it says what can be kept', (name) => {
    expect(page.slice(page.indexOf('## Secrets at rest'))).toContain(`\`${name}\``)
  })

  it.each(TOOL_FAMILIES.flatMap(({ name, settings }) => Object.keys(membersOf(settings)).map((one) => [name, one])))(
    'names tools.%s.%s',
    (family, member) => {
      expect(rowOf(family ?? '')).toContain(`\`${member}\``)
    },
  )

  it.each(
    TOOL_FAMILIES.flatMap(({ name, settings }) =>
      Object.entries(settings.parse({}) as object).map(([member, value]) => [name, member, value] as const),
    ).filter(([, , value]) => typeof value !== 'string'),
  )('says of tools.%s.%s that %j holds without a word', (family, member, value) => {
    const said = JSON.stringify(value)
    const forms = [`\`${member}\` (${said}`, `\`${member}\` (\`${said}`]
    expect(forms.filter((form) => rowOf(family).includes(form))).toHaveLength(1)
  })
})
