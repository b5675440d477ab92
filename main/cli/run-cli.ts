import { serve } from '../serve.ts'
import { startupFailure } from '../startup-failure.ts'
import { accountConnect, accountDisconnect, accountList } from './account-verbs.ts'
import { approvalDecide, approvalList, approvalShow } from './approval-verbs.ts'
import { atTheTerminal } from './at-the-terminal.ts'
import { auditAnchor, auditProof } from './audit-proof.ts'
import { auditChain, auditQuery, auditTrail } from './audit-query.ts'
import { auditTail } from './audit-tail.ts'
import { auditVerify } from './audit-verbs.ts'
import { RefusedError } from './cli-door.ts'
import { deliveryList, deliveryReplay, deliveryShow } from './delivery-verbs.ts'
import { doctor } from './doctor.ts'
import { evidenceList, evidenceVerify } from './evidence-verbs.ts'
import { deliveryFetch, deliveryGaps } from './gap-verbs.ts'
import { inbox } from './inbox-verbs.ts'
import { intakePause, intakeResume } from './intake-verbs.ts'
import { policyLint, policySet, policyShow, policyTest } from './policy-verbs.ts'
import { printable } from './printable.ts'
import { PROTOCOL_VERBS } from './protocol-verb-table.ts'
import { secretList, secretRemove, secretSet } from './secret-verbs.ts'
import { settingsSet, settingsShow, settingsUnset } from './settings-verbs.ts'
import { taskCreate, taskDecide, taskList, taskShow } from './task-verbs.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'
import { login, tokenCreate, tokenList, tokenRevoke } from './token-verbs.ts'
import { toolCalls, toolShow } from './tool-looks.ts'
import { toolCancel, toolList, toolRun } from './tool-verbs.ts'
import { secondWords, usageAfterMistake, usageOf } from './usage.ts'
import { verify } from './verify-verbs.ts'

type Verb = (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>

const VERBS: Readonly<Record<string, Verb>> = {
  serve: async (argv) => {
    await serve(argv)
    return Number(process.exitCode ?? 0)
  },
  login,
  'token create': tokenCreate,
  'token list': tokenList,
  'token revoke': tokenRevoke,
  'secret set': secretSet,
  'secret list': secretList,
  'secret remove': secretRemove,
  'task create': taskCreate,
  'task list': taskList,
  'task show': taskShow,
  'task approve': (argv, terminal) => taskDecide('approve', argv, terminal),
  'task reject': (argv, terminal) => taskDecide('reject', argv, terminal),
  ...PROTOCOL_VERBS,
  'deliveries list': deliveryList,
  'deliveries show': deliveryShow,
  'deliveries replay': deliveryReplay,
  'deliveries gaps': deliveryGaps,
  'deliveries fetch': deliveryFetch,
  inbox,
  'approvals list': approvalList,
  'approvals show': approvalShow,
  'approvals approve': (argv, terminal) => approvalDecide('approve', argv, terminal),
  'approvals deny': (argv, terminal) => approvalDecide('deny', argv, terminal),
  'tool list': toolList,
  'tool show': toolShow,
  'tool calls': toolCalls,
  'tool run': toolRun,
  'tool cancel': toolCancel,
  'evidence list': evidenceList,
  'evidence verify': evidenceVerify,
  'evidence export': auditProof,
  'account list': accountList,
  'account connect': accountConnect,
  'account disconnect': accountDisconnect,
  'policy show': policyShow,
  'policy lint': policyLint,
  'policy test': policyTest,
  'policy set': policySet,
  'intake pause': intakePause,
  'intake resume': intakeResume,
  'settings show': settingsShow,
  'settings set': settingsSet,
  'settings unset': settingsUnset,
  'audit verify': auditVerify,
  'audit chain': auditChain,
  'audit anchor': auditAnchor,
  'audit query': auditQuery,
  'audit trail': auditTrail,
  'audit proof': auditProof,
  'audit tail': auditTail,
  verify,
  doctor,
}

/** Runs one verb and resolves to its exit code. */
export async function runCli(argv: readonly string[], bare: Terminal): Promise<ExitCode> {
  const terminal = guarded(bare)
  if (argv[0] === 'help' || argv.includes('--help')) {
    terminal.out(usageOf(argv.filter((word) => word !== 'help' && !word.startsWith('-'))))
    return 0
  }
  const words = Object.hasOwn(VERBS, argv[0] ?? '') || argv[1]?.startsWith('-') === true ? 1 : 2
  const name = argv.slice(0, words).join(' ')
  try {
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (verb === undefined) throw new UsageError(unknownVerb(name, argv[0]))
    return await verb(argv.slice(words), terminal)
  } catch (error) {
    return explain(error, argv, terminal)
  }
}

/** Whoever leaves out the verb of `secret` has the value itself in its place: it must not come back on the screen. */
function unknownVerb(name: string, first = ''): string {
  if (name === '') return 'no verb given'
  const follows = first === name || first === 'secret' ? secondWords(first) : null
  return follows === null ? `there is no verb "${name}"` : `"${first}" needs ${follows} after it`
}

/** Whatever a verb prints may hold text from outside, which must not steer the terminal. */
function guarded(bare: Terminal): Terminal {
  const inert = (text: string): string => text.split('\n').map(printable).join('\n')
  return { ...bare, out: (text) => bare.out(inert(text)), err: (text) => bare.err(inert(text)) }
}

function explain(error: unknown, argv: readonly string[], terminal: Terminal): ExitCode {
  if (error instanceof UsageError) {
    terminal.err(`countersign: ${error.message}\n\n${usageAfterMistake(argv)}`)
    return 2
  }
  if (error instanceof RefusedError) {
    if (argv.includes('--json')) terminal.out(JSON.stringify(error.problem))
    terminal.err(
      `countersign: ${error.message}\n  code: ${error.problem.error_code}\n  remedy: ${atTheTerminal(error.problem.remediation_hint)}`,
    )
    return 1
  }
  const failure = startupFailure(error)
  if (failure === null) throw error
  terminal.err(`countersign: ${failure.message}\n  remedy: ${failure.remedy}`)
  return failure.exitCode
}
