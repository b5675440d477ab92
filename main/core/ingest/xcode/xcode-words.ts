import type { Build, CiState } from '../../../../contract/outside-refs.ts'
import type { BuildReport } from './xcode-report.ts'

const COMMIT_DIGITS = 12

/** For example `Build 42 of App (Release): failed`. */
export function buildTitle(build: Build, state: CiState): string {
  const number = build.build_number === null ? '' : ` ${build.build_number}`
  const product = build.product === null ? '' : ` of ${build.product}`
  const workflow = build.workflow === null ? '' : ` (${build.workflow})`
  return oneLine(`Build${number}${product}${workflow}: ${state}`).slice(0, 500)
}

/** What there is to decide on: one fact per line, in the words of whoever reported the build. */
export function requestText(report: BuildReport): string {
  const { build, repository, pull_request, url } = report
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Product', build.product],
    ['Workflow', build.workflow],
    ['Build', build.build_number],
    ['Progress', build.progress],
    ['Completion', build.completion_status],
    ['Branch', build.branch],
    ['Commit', build.commit?.slice(0, COMMIT_DIGITS) ?? null],
    ['Repository', repository],
    ['Pull request', pull_request === null ? null : `${pull_request.repository}#${pull_request.number}`],
    ['Page', url],
    ['Build id', build.build_id],
  ]
  const said = facts.filter(([, value]) => value !== null)
  return ['Xcode reported a build.', '', ...said.map(([name, value]) => `${name}: ${oneLine(String(value))}`)].join(
    '\n',
  )
}

/** A name with line breaks must not look like a further line. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\s\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
}
