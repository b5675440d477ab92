import { Policy } from '../../../contract/policy.ts'

/** In force while there is no policy.yaml. It says the same as BUILT_IN_POLICY. */
export const BUILT_IN_TEXT = `# The policy of a console that has no policy.yaml of its own.
# The first rule that matches a call decides; when none does, the call is denied.
version: 1
rules:
  - id: reading
    description: what changes nothing needs nobody
    match:
      levels: [read_only]
    effect: allow
  - id: effects
    description: every effect is countersigned
    match:
      levels: [local_write, external_notify, external_publish]
    effect: ask
`

export function builtInPolicy(): Policy {
  return Policy.parse({
    version: 1,
    rules: [
      {
        id: 'reading',
        description: 'what changes nothing needs nobody',
        match: { levels: ['read_only'] },
        effect: 'allow',
      },
      {
        id: 'effects',
        description: 'every effect is countersigned',
        match: { levels: ['local_write', 'external_notify', 'external_publish'] },
        effect: 'ask',
      },
    ],
  })
}
