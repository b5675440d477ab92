import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The programs of scripts/validation, by the role that they play. */
export type ScriptRole = 'executor' | 'reviewer'

const programOf = (root: string, role: ScriptRole): string => join(root, `scripts/validation/fake_${role}.ts`)

/** A run here takes seconds; what hangs shall not hold the phase up. */
const LIMITS = { seconds: 120 }

/** Settings of an agent that is one of the scripts, with these flags. */
export function scriptAgent(root: string, role: ScriptRole, ...flags: readonly string[]): object {
  const command = [process.execPath, programOf(root, role), ...flags]
  return { kind: 'script', command, roles: [role], limits: LIMITS }
}

/** Every mode of a script, as the script itself lists them: none can be forgotten here. */
function modesOf(root: string, role: ScriptRole): readonly string[] {
  const asked = spawnSync(process.execPath, [programOf(root, role), '--mode', '?'], { encoding: 'utf8' })
  const list = /^--mode is one of (.+)$/m.exec(asked.stderr)?.[1]
  if (list === undefined) throw new Error(`fake_${role}.ts does not list its modes: ${asked.stderr}`)
  return list.split(', ')
}

/** An agent for each mode of both scripts, named after it, like executor-no-ack. */
export function agentsOfAllModes(root: string): Record<string, object> {
  const roles: readonly ScriptRole[] = ['executor', 'reviewer']
  return Object.fromEntries(
    roles.flatMap((role) =>
      modesOf(root, role).map((mode) => [`${role}-${mode}`, scriptAgent(root, role, '--mode', mode)]),
    ),
  )
}
