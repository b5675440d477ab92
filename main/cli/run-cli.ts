import { serve } from '../serve.ts'
import { startupFailure } from '../startup-failure.ts'
import { accountConnect, accountDisconnect, accountList } from './account-verbs.ts'
import { approvalDecide, approvalList, approvalShow } from './approval-verbs.ts'
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
import { toolCancel, toolList, toolRun } from './tool-verbs.ts'
import { verify } from './verify-verbs.ts'

const USAGE = `countersign VERB [--data-root DIR] [--json]

  serve [--port N] [--host ADDRESS] [--allow-host NAME] [--accept-audit-loss REASON] [--print-login]
  login                                   a one-time code for the browser
  token create --scope admin|observer|tool_runner|coordinator [--ttl 1h] [--sub NAME]
  token create --scope executor|reviewer --task TASK_ID [--ttl 1h] [--sub NAME]
  token list                              what each may do, and when it was last used
  token revoke JTI
  secret set NAME                         reads the value from stdin; BOT_TOKEN, WEBHOOK_SECRET, …
  secret list
  secret remove NAME
  task create --text TEXT | --file FILE [--title T] [--id ID] [--criterion TEXT …] [--allow-external-publish]
  task list [--status S] [--source S] [--q WORDS] [--limit N] [--cursor C]
  task show TASK_ID
  task approve TASK_ID [--comment TEXT] [--base-sha SHA] [--override-reason TEXT]
  task reject TASK_ID [--comment TEXT] [--base-sha SHA]
  task dispatch TASK_ID [--agent A] [--reviewer R] [--criteria FILE|-] [--scope GLOB …] [--deadline 1h] [--base-sha SHA]
  task protocol TASK_ID                   phase, what is due, rounds, and what is proven of each criterion
  task ack TASK_ID [--file FILE|-]        echoes a dispatch; as whoever COUNTERSIGN_TOKEN is, like the next three
  task heartbeat TASK_ID [--file FILE|-]  {"dispatch_id":"…","note":"…"}
  task result TASK_ID [--file FILE|-]     hands in work_log, claims and diff_snapshot
  task verdict TASK_ID [--file FILE|-]    judges a result
  task withdraw TASK_ID --reason TEXT | --file FILE|-   ends the open round and its agents
  task unlock TASK_ID --reason TEXT | --file FILE|-     opens a task that went through too many rounds
  agent list                              agents that are set up, whether they are ready, what they spent
  agent runs [--task ID] [--agent A] [--state S] [--limit N] [--cursor C]
  agent show RUN_ID                       what it used up, and what became of it
  agent log RUN_ID [--follow]             what it said; to its end
  agent stop RUN_ID --reason TEXT         ends it with every process that it started
  mcp [--url URL] [--timeout 30s]         the same for MCP clients, on stdio; as whoever COUNTERSIGN_TOKEN is
  deliveries list [--source S] [--state S] [--task ID] [--limit N] [--cursor C]
  deliveries show SOURCE ID [--raw|--all] ID: or its beginning, among the latest 500
  deliveries replay SOURCE ID
  deliveries gaps                         what GitHub sent and never arrived here
  deliveries fetch HOOK ID                fetch one of those and carry it out
  intake pause [--reason TEXT]            what arrives from outside is kept and waits
  intake resume                           what waited is carried out
  inbox                                   everything that waits for a decision
  approvals list [--state S] [--task ID] [--limit N] [--cursor C]
  approvals show APPROVAL_ID              with the exact bytes that it is about
  approvals approve APPROVAL_ID [--subject-sha256 SHA]
  approvals deny APPROVAL_ID --reason TEXT [--subject-sha256 SHA]
  tool list                               what can be called here, and whether what it needs is there
  tool run NAME --task ID [--args JSON|@FILE|-] [--key KEY] [--level LEVEL] [--async]
  tool cancel CALL_ID [--reason TEXT]     asks a running call to end
  evidence list TASK_ID                   its packages, every file hashed
  evidence verify [--task ID|--correlation ID]  hashes that again, or all evidence
  evidence export ID [--out DIR]          the same as audit proof
  account list                            accounts of outside services
  account connect youtube [--no-wait]     prints the address to open in a browser, and waits for what comes of it
  account disconnect youtube              takes the permission back
  policy show                             what is in force, and what is wrong with its file
  policy lint [FILE]                      dead, shadowed and over-broad rules; a file needs no console
  policy test FILE                        which recorded calls the file would decide otherwise
  policy set FILE [--base-sha SHA]        put it in force
  settings show                           what is in force, by whom, and what waits for the next start
  settings set NAME VALUE                 JSON or plain; NAME: port, notifications.enabled, …
  settings unset NAME                     back to the default
  audit verify [--anchor PATH …]          PATH: a folder or file of deposits, a git repository
  audit chain                             what the last check came to, and where the head is anchored
  audit anchor                            check, and deposit the signed head at the configured anchors
  audit query [--task ID] [--correlation ID] [--type T] [--actor NAME] [--since TIME|LINE] [--until TIME|LINE] …
  audit trail CORRELATION_ID              message, task, approvals, tool calls and what came of them
  audit proof ID [--out DIR]              a folder about a task or a correlation id that anyone can verify
  audit tail [-n N] [--task ID] [--no-requests] [--follow]
  verify [PHASE …]                        acceptance phases, in a checkout: a, b, c, f; all when none is named
  doctor

exit codes: 0 done, 1 refused or failed, 2 wrong usage; deliveries gaps: 1 something is missing or not known;
tool run: 1 it failed, 3 it was denied or waits for an approval; inbox: 1 a part cannot be asked;
evidence: 1 some of it is not what was recorded;
audit verify: 10 edited, 11 dropped, 12 reordered, 13 truncated, 14 forked, 15 unsigned,
16 rolled back, 17 rewritten, 18 anchor cannot be believed`

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
  const words = Object.hasOwn(VERBS, argv[0] ?? '') ? 1 : 2
  const name = argv.slice(0, words).join(' ')
  try {
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (verb === undefined) throw new UsageError(unknownVerb(name, argv[0]))
    return await verb(argv.slice(words), terminal)
  } catch (error) {
    return explain(error, terminal, argv.includes('--json'))
  }
}

/** Whoever leaves out the verb of `secret` has the value itself in its place: it must not come back on the screen. */
function unknownVerb(name: string, first = ''): string {
  if (name === '') return 'no verb given'
  return first === 'secret' ? '"secret" needs set, list or remove after it' : `there is no verb "${name}"`
}

/** The lines about a verb, or about all that begin with its first word; all lines when it is no verb. */
function usageOf(words: readonly string[]): string {
  const lines = USAGE.split('\n')
  for (const begin of [words.slice(0, 2), words.slice(0, 1)]) {
    const found = lines.filter((line) => `${line} `.startsWith(`  ${begin.join(' ')} `))
    if (begin.length > 0 && found.length > 0) return [lines[0], '', ...found].join('\n')
  }
  return USAGE
}

/** Whatever a verb prints may hold text from outside, which must not steer the terminal. */
function guarded(bare: Terminal): Terminal {
  const inert = (text: string): string => text.split('\n').map(printable).join('\n')
  return { ...bare, out: (text) => bare.out(inert(text)), err: (text) => bare.err(inert(text)) }
}

function explain(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (error instanceof UsageError) {
    terminal.err(`countersign: ${error.message}\n\n${USAGE}`)
    return 2
  }
  if (error instanceof RefusedError) {
    if (json) terminal.out(JSON.stringify(error.problem))
    terminal.err(
      `countersign: ${error.message}\n  code: ${error.problem.error_code}\n  remedy: ${error.problem.remediation_hint}`,
    )
    return 1
  }
  const failure = startupFailure(error)
  if (failure === null) throw error
  terminal.err(`countersign: ${failure.message}\n  remedy: ${failure.remedy}`)
  return failure.exitCode
}
