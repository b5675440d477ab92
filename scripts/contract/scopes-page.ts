import { type OperationId, ROUTES } from '../../contract/routes/index.ts'
import type { Access, Row, TaskNamedBy } from '../../contract/routes/row.ts'
import { type GeneralScope, SCOPES_THAT_SATISFY, Scope } from '../../contract/scope.ts'

const OTHER_PROOF: Readonly<Record<Exclude<Access, GeneralScope>, string>> = {
  public: 'anybody',
  login_code: 'whoever has a one-time code',
  signature: 'whoever has the secret of the source',
}

const NAMED_BY: Readonly<Record<TaskNamedBy, string>> = {
  'path.task_id': 'yes, if `task_id` in the path is its task',
  'path.correlation_id': 'yes, if `correlation_id` in the path is that of its task',
  'query.task_id': 'yes, if the query has `task_id` of its task',
  token: 'yes',
}

function cell(row: Row, scope: Scope): string {
  const access = row['x-access']
  if (access === 'public' || access === 'login_code' || access === 'signature') return OTHER_PROOF[access]
  const bound = row['x-task-scopes']
  const enough: readonly Scope[] = SCOPES_THAT_SATISFY[access]
  if (enough.includes(scope)) return 'yes'
  return bound?.scopes.some((each) => each === scope) === true ? NAMED_BY[bound.task] : '–'
}

/** docs/specs/SCOPES.md: who may call which route, from the table of routes. */
export function scopesPage(): string {
  const lines = (Object.keys(ROUTES) as OperationId[]).map((id) => {
    const row: Row = ROUTES[id]
    const route = `\`${row.method.toUpperCase()} ${row.path}\``
    return `| ${route} | ${Scope.options.map((scope) => cell(row, scope)).join(' | ')} |`
  })
  return `# Scopes

Who may call which route. This page is written from \`contract/routes/\` (\`npm run openapi\`), which the guards read as well: \`x-access\` names
the scope of a route, \`x-task-scopes\` the scopes of tokens bound to one task that pass too. A test walks every route with every scope.

- A token has one scope. \`admin\` decides and may do all that the others may; \`observer\` reads; \`tool_runner\` reads and runs tools;
  \`coordinator\` reads, makes tasks (none that may publish) and gives them to agents, and can neither decide nor unlock ([PROTOCOL.md](PROTOCOL.md)).
- \`executor\` and \`reviewer\` are bound to the task of their claim \`task_id\`: they read that task and what belongs to it, take their part
  in its protocol, and nothing else.
- The desktop window, the browser console and the command line act as the local operator (\`operator:NAME\`) with scope \`admin\`.
- A wrong scope is 403 \`scope_insufficient\`, before anything is looked up: whoever is refused learns not even whether a task exists.

| route | ${Scope.options.join(' | ')} |
|---|${Scope.options.map(() => '---|').join('')}
${lines.join('\n')}
`
}
