import type { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import { statusWords, verdictWords } from './card.ts'
import { cutText, MESSAGE_LENGTH, oneLine, quoted, spokenTime } from './cut-text.ts'
import { askedByWords } from './requester.ts'

const MOST_PAGES = 4
/** For the line above each page, and the one that says what is missing. */
const AROUND_PAGE = 200
const PAGE = MESSAGE_LENGTH - AROUND_PAGE
const MOST_CHECKS = 20
const MOST_AMENDMENTS = 3

/** What a card had no room for, as one to four messages. What does not fit there either is counted. */
export function detailsPages(task: Task, baseSha: Sha256, nowMs: number): readonly string[] {
  const shown = spokenTime(new Date(nowMs).toISOString())
  const { pages, left_out } = paged(wholeText(task, baseSha))
  return pages.map((page, at) => {
    const head = `Task ${task.task_id}, details ${at + 1} of ${pages.length}: version ${task.version}, as of ${shown}`
    const missing = left_out > 0 && at === pages.length - 1 ? `\n… ${left_out} more characters: see the console.` : ''
    return cutText(`${head}\n\n${page}${missing}`, MESSAGE_LENGTH)
  })
}

/** Every word that a decider may want, the request last but for its changes: it is what can be long. */
function wholeText(task: Task, baseSha: Sha256): string {
  const asked = askedByWords(task)
  const checks = (task.ci_status?.checks ?? [])
    .slice(0, MOST_CHECKS)
    .map((check) => `- ${check.state}: ${oneLine(check.name, 100)} (${spokenTime(check.updated_at)})`)
  const criteria = task.acceptance_criteria.map((c) => `- ${oneLine(c.criterion_id, 64)}: ${oneLine(c.text, 1000)}`)
  const issues = task.issues.map((issue) => `- ${oneLine(issue.criterion_ref, 64)}: ${oneLine(issue.text, 300)}`)
  const amendments = task.amendments
    .slice(-MOST_AMENDMENTS)
    .flatMap((a) => [`Changed at ${spokenTime(a.amended_at)}:`, wholeQuote(a.text)])
  return [
    `Status: ${statusWords(task.status)}. ${verdictWords(task) ?? 'Not decided.'}`,
    ...(asked === null ? [] : [`${asked}.`]),
    `Publishing outside: ${task.allow_external_publish ? 'allowed' : 'not allowed'}`,
    `Correlation id: ${task.correlation_id}`,
    `base_sha: ${baseSha}`,
    `Checks (${task.ci_status?.checks.length ?? 0}):`,
    ...checks,
    `Acceptance criteria (${criteria.length}):`,
    ...criteria,
    `Scope (${task.declared_scope.length}):`,
    ...task.declared_scope.map((path) => `- ${oneLine(path, 300)}`),
    `Issues (${issues.length}):`,
    ...issues,
    'Request:',
    wholeQuote(task.request_text),
    ...amendments,
  ].join('\n')
}

const wholeQuote = (words: string): string => quoted(words, Number.POSITIVE_INFINITY).text

/** Cut at line ends where one is near. The first line of a page that begins within a quotation is marked like the rest of it. */
function paged(text: string): { pages: string[]; left_out: number } {
  const pages: string[] = []
  let rest = text
  while (rest !== '' && pages.length < MOST_PAGES) {
    let page = cutText(rest, PAGE)
    const end = page.lastIndexOf('\n')
    if (page.length < rest.length && end > PAGE / 2) page = page.slice(0, end)
    pages.push(page)
    const cutInLine = rest[page.length] !== '\n' && page.length < rest.length
    const quoting = cutInLine && page.slice(page.lastIndexOf('\n') + 1).startsWith('> ')
    rest = `${quoting ? '> ' : ''}${rest.slice(page.length + (cutInLine ? 0 : 1))}`
  }
  return { pages, left_out: rest.length }
}
