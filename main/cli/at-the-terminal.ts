/** Routes that remedies name, and the verbs that do the same; of a task before those of all tasks. */
const VERB_OF: readonly (readonly [route: RegExp, verb: string])[] = [
  [/GET \/api\/tasks\/([\w{}:.-]*[\w}])\/protocol/g, 'task protocol $1'],
  [/POST \/api\/tasks\/([\w{}:.-]*[\w}])\/unlock/g, 'task unlock $1 --reason TEXT'],
  [/POST \/api\/agent-runs\/\{run_id\}\/stop/g, 'agent stop RUN_ID --reason TEXT'],
  [/GET \/api\/agent-runs\/\{run_id\}/g, 'agent show RUN_ID'],
  [/GET \/api\/agent-runs\b/g, 'agent runs'],
  [/GET \/api\/agents\b/g, 'agent list'],
  [/GET \/api\/tasks\/([\w{}:.-]*[\w}])\/evidence/g, 'evidence list $1'],
  [/GET \/api\/tasks\/([\w{}:.-]*[\w}])/g, 'task show $1'],
  [/GET \/api\/tasks\b/g, 'task list'],
  [/GET \/api\/tool-calls\b/g, 'tool calls'],
  [/GET \/api\/tools(?= has the JSON Schema)/g, 'tool show NAME --json'],
  [/GET \/api\/tools\b/g, 'tool list'],
  [/GET \/api\/approvals\b/g, 'approvals list'],
  [/GET \/api\/deliveries\b/g, 'deliveries list'],
  [/GET \/api\/policy\b/g, 'policy show'],
  [/GET \/api\/settings\b/g, 'settings show'],
]

/** A remedy that was written for every door, with the verbs of this program in the place of the routes. */
export function atTheTerminal(remedy: string): string {
  // Where it names the verb already, the route is one word too many.
  const text = remedy.includes('npx countersign') ? remedy.replace(/, or GET \/api\/[a-z/-]+/, '') : remedy
  return VERB_OF.reduce((so, [route, verb]) => so.replaceAll(route, `\`countersign ${verb}\``), text).replaceAll(
    '{task_id}',
    'TASK_ID',
  )
}
