const VERBS = `  serve [--port N] [--host ADDRESS] [--allow-host NAME] [--accept-audit-loss REASON] [--print-login]
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
  tool show NAME                          its level and arguments, with an example to copy
  tool show CALL_ID                       what came of a call
  tool calls [--task ID] [--tool NAME] [--state S] [--limit N] [--cursor C]
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
  settings set NAME VALUE                 JSON or plain; NAME: port, notifications.enabled, tools.obs.url, …
  settings unset NAME                     back to the default
  audit verify [--anchor PATH …]          PATH: a folder or file of deposits, a git repository
  audit chain                             what the last check came to, and where the head is anchored
  audit anchor                            check, and deposit the signed head at the configured anchors
  audit query [--task ID] [--correlation ID] [--type T] [--actor NAME] [--since TIME|LINE] [--until TIME|LINE] …
  audit trail CORRELATION_ID              message, task, approvals, tool calls and what came of them
  audit proof ID [--out DIR]              a folder about a task or a correlation id that anyone can verify
  audit tail [-n N] [--task ID] [--no-requests] [--follow]
  verify [PHASE …]                        acceptance phases, in a checkout: a, b, c, d, f, g; all when none is named
                                          (\`npm run verify -- --help\` says what each does)
  doctor`.split('\n')

/** Exit codes that mean something else than 0 done, 1 refused or failed, 2 wrong usage; by the beginning of the verbs. */
const OWN_CODES: readonly (readonly [verbs: string, codes: string])[] = [
  ['deliveries gaps', '1 something is missing or not known'],
  ['tool run', '1 it failed, 3 it was denied or waits for an approval'],
  ['inbox', '1 a part cannot be asked'],
  ['evidence', '1 some of it is not what was recorded'],
  ['audit proof', '1 some of the evidence in it is not what was recorded'],
  [
    'audit verify',
    '10 edited, 11 dropped, 12 reordered, 13 truncated, 14 forked, 15 unsigned, 16 rolled back, 17 rewritten, 18 anchor cannot be believed',
  ],
]

const HEAD = 'countersign VERB [--data-root DIR] [--json]'
const CODES = 'exit codes: 0 done, 1 refused or failed, 2 wrong usage'

/** The lines about a verb, or about all that begin with its first word; all lines when it is no verb. */
export function usageOf(words: readonly string[]): string {
  const found = linesAbout(words)
  if (found !== null) return [HEAD, '', ...found.lines, ...codesOf(found.begin)].join('\n')
  const own = OWN_CODES.map(([verbs, codes]) => `${verbs}: ${codes}`)
  return [HEAD, '', ...VERBS, '', CODES, ...own].join('\n')
}

/** What follows a mistake: about that verb alone. */
export function usageAfterMistake(words: readonly string[]): string {
  return words.length > 0 && linesAbout(words) === null ? 'all verbs: countersign help' : usageOf(words)
}

/** `list, show or run`: what can follow a first word; null for one that needs nothing, or is none. */
export function secondWords(first: string): string | null {
  const seconds = [
    ...new Set(VERBS.map((line) => line.split(/ +/)).flatMap(([, a, b]) => (a === first && b ? [b] : []))),
  ]
  return seconds.length === 0 ? null : `${seconds.slice(0, -1).join(', ')} or ${seconds.at(-1)}`
}

function linesAbout(words: readonly string[]): { readonly begin: string; readonly lines: readonly string[] } | null {
  for (const count of [2, 1]) {
    const begin = words.slice(0, count).join(' ')
    const first = VERBS.findIndex((line) => isAbout(line, begin))
    // What belongs to a line, and has no room in it, stands on the next one.
    const lines = VERBS.filter(
      (line, at) => isAbout(line, begin) || (isAbout(VERBS[at - 1] ?? '', begin) && /^ {3}/.test(line)),
    )
    if (begin !== '' && first >= 0) return { begin, lines }
  }
  return null
}

const isAbout = (line: string, begin: string): boolean => `${line} `.startsWith(`  ${begin} `)

function codesOf(begin: string): readonly string[] {
  const own = OWN_CODES.filter(([verbs]) => `${begin} `.startsWith(`${verbs} `) || verbs.startsWith(`${begin} `))
  return own.length === 0 ? [] : ['', CODES, ...own.map(([verbs, codes]) => `${verbs}: ${codes}`)]
}
