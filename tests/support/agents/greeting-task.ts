import type { ModelRequest } from './model-requests.ts'
import type { PlannedMove } from './model-stand-in.ts'
import { askedTurn, commandsThen, honestEcho } from './told-model.ts'

export const GREETING = {
  acceptance_criteria: [
    {
      ...{ criterion_id: 'says', text: 'greeting.txt says hello' },
      check: { argv: ['grep', '-qx', 'hello', 'greeting.txt'], timeout_seconds: 20 },
    },
    { criterion_id: 'test', text: 'test.sh shows it', check: { argv: ['sh', 'test.sh'], timeout_seconds: 20 } },
  ],
  declared_scope: ['greeting.txt', 'test.sh'],
}

export const COMPLAINT = 'greeting.txt says hullo, where hello was asked for'

/** By round: what the model runs. The first time it gets the greeting wrong, and writes a test that lets it pass. */
const WORK: readonly (readonly string[])[] = [
  ['echo hullo > greeting.txt', 'echo "grep -q . greeting.txt" > test.sh', 'sh test.sh'],
  ['echo hello > greeting.txt', 'echo "grep -qx hello greeting.txt" > test.sh', 'sh test.sh'],
]

const claims = (commands: readonly string[]) => [
  { criterion_ref: 'says', met: true, text: 'It says so.', shown_by: commands.slice(0, 1) },
  { criterion_ref: 'test', met: true, text: 'It passes.', shown_by: commands.slice(2) },
]

/** A model that does it wrong first and right then, and a reviewer that sees it both times. */
export function greetingModel(request: ModelRequest): PlannedMove {
  const { kind, round } = askedTurn(request)
  if (kind === 'Echo') return { say: JSON.stringify(honestEcho(request)) }
  if (kind === 'Review') {
    const issues = round === 1 ? [{ criterion_ref: 'says', work_log_ref: 'w1', text: COMPLAINT }] : []
    return { say: JSON.stringify({ decision: round === 1 ? 'reject' : 'approve', comment: `Round ${round}`, issues }) }
  }
  const commands = WORK[round - 1] ?? []
  return commandsThen(request, commands, {
    ...{ summary: `Round ${round} is done.`, claims: claims(commands), files_changed: ['greeting.txt', 'test.sh'] },
  })
}
