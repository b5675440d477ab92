import { ChainState } from '../../contract/audit-chain.ts'
import { type AuditEvent, AuditPage, AuditTrail } from '../../contract/audit-event.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const TEXT = { type: 'string' } as const

/** Lines of the log by any condition, a page at a time. */
export async function auditQuery(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const own = { task: TEXT, type: TEXT, actor: TEXT, correlation: TEXT, since: TEXT, until: TEXT, cursor: TEXT }
  const options = { ...own, limit: TEXT, 'no-requests': { type: 'boolean' } } as const
  const { values } = parseVerb(argv, options, [])
  const { 'data-root': dataRoot, json, task, correlation, 'no-requests': noRequests, ...rest } = values
  const query = new URLSearchParams({
    ...rest,
    ...(task === undefined ? {} : { task_id: task }),
    ...(correlation === undefined ? {} : { correlation_id: correlation }),
    ...(noRequests === true ? { requests: 'false' } : {}),
  })
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = AuditPage.parse(await door.request('GET', `/api/audit?${query}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const line of page.items) terminal.out(rowOf(line))
      if (page.items.length === 0) terminal.out('no lines')
      if (page.older_cursor !== null) terminal.out(`older with --cursor ${page.older_cursor}`)
      if (page.newer_cursor !== null) terminal.out(`newer with --cursor ${page.newer_cursor}`)
    }
    return 0
  })
}

function rowOf({ seq, ts, type, actor, task_id, status }: AuditEvent): string {
  const about = [task_id, status].filter((word) => word !== null).join('  ')
  return `${String(seq).padStart(8)}  ${ts}  ${type.padEnd(28)} ${actor.sub.padEnd(24)} ${about}`.trimEnd()
}

/** What one correlation id leads to, as a graph. */
export async function auditTrail(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['CORRELATION_ID'])
  const [id = ''] = positionals
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const trail = AuditTrail.parse(await door.request('GET', `/api/audit/${encodeURIComponent(id)}`))
    if (values.json === true) terminal.out(JSON.stringify(trail))
    else {
      const { nodes, edges } = trail.graph
      for (const node of nodes) {
        const state = node.state === null ? '' : `  ${node.state}`
        const label = node.label === node.ref ? '' : `  ${node.label}`
        terminal.out(
          `${node.at}  ${node.kind.padEnd(10)} ${node.ref}${state}${label}  lines ${node.seq_first}–${node.seq_last}`,
        )
        for (const edge of edges.filter(({ to }) => to === node.id))
          terminal.out(`    ${edge.kind} from ${edge.from} (line ${edge.seq})`)
      }
      if (nodes.length === 0) terminal.out('nothing but lines: countersign audit query --correlation')
      const leftOut = Object.entries(trail.left_out).map(([type, lines]) => `${lines} of ${type}`)
      if (leftOut.length > 0) terminal.out(`note: too many lines; left out: ${leftOut.join(', ')}`)
    }
    return 0
  })
}

/** What is known of the chain; exit code 1 when it is broken. */
export async function auditChain(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const chain = ChainState.parse(await door.request('GET', '/api/audit/chain'))
    if (values.json === true) terminal.out(JSON.stringify(chain))
    else for (const line of chainLines(chain)) terminal.out(line)
    return chain.last_state === 'broken' ? 1 : 0
  })
}

function chainLines(chain: ChainState): string[] {
  const { head, tampering, anchors } = chain
  const checked =
    chain.last_verified_at === null
      ? 'not checked since the console started'
      : `last checked ${chain.last_verified_at}${chain.lines === null ? '' : `: ${chain.lines} lines in ${chain.seconds} s`}`
  return [
    `${chain.last_state.toUpperCase()}${chain.state === 'verifying' ? ' (being checked)' : ''}, ${checked}`,
    ...(tampering === null
      ? []
      : [`  ${tampering.kind}: ${tampering.file} line ${tampering.line}: ${tampering.detail}`]),
    ...(chain.failure === null ? [] : [`  the check failed: ${chain.failure}`]),
    `head: line ${head.seq}, signed up to ${head.signed_seq} with the key ${head.key_fingerprint}`,
    ...anchors.map(
      ({ kind, place, state, seq, anchored_at, failure }) =>
        `anchor: ${kind} ${place}: ${state}${seq === null ? '' : `, line ${seq} on ${anchored_at}`}${failure === null ? '' : `: ${failure}`}`,
    ),
    ...(anchors.length === 0 ? ['anchor: none is configured'] : []),
  ]
}
