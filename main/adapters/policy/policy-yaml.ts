import { parseDocument } from 'yaml'
import { Policy } from '../../../contract/policy.ts'
import { MAX_POLICY_BYTES, type PolicyReading } from '../../core/policy/policy-reading.ts'
import { firstProblem } from './policy-problem.ts'
import { scanYaml } from './yaml-scan.ts'

/**
 * Reads a policy from YAML 1.2 (https://yaml.org/spec/1.2.2/), core schema. A key given twice, anchors, aliases, tags, directives, a second
 * document and members that are not known are refused: each could make it say something else than what a person reads.
 */
export function readPolicyYaml(text: string): PolicyReading {
  if (!text.isWellFormed()) return refused('the text is not well-formed Unicode')
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) return refused(`the text is larger than ${MAX_POLICY_BYTES} bytes`)
  const at = (offset: number | undefined): string => placeIn(text, offset ?? 0)
  try {
    const unfit = scanYaml(text)
    if (unfit !== null) return refused(`${at(unfit.offset)}: ${unfit.what}`)
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', merge: false })
    const [fault] = [...document.errors, ...document.warnings]
    if (fault?.code === 'MULTIPLE_DOCS') return refused(`${at(fault.pos[0])}: a second document`)
    if (fault !== undefined) return refused(`${at(fault.pos[0])}: ${fault.message}`)
    const parsed = Policy.safeParse(document.toJS({ maxAliasCount: 0 }))
    const problem = firstProblem(document.contents, parsed)
    if (problem !== null) return refused(`${at(problem.offset)}: ${problem.what}`)
    return parsed.success ? { ok: true, policy: parsed.data } : refused('the text is no policy')
  } catch (error) {
    return refused(`the text cannot be read as YAML: ${(error as Error).message}`)
  }
}

const refused = (problem: string): PolicyReading => ({ ok: false, problem })

/** Line and column from 1 on. */
function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset)
  return `line ${before.split('\n').length}, column ${offset - before.lastIndexOf('\n')}`
}
