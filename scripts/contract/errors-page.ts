import { type ErrorCode, PROBLEMS } from '../../contract/problem.ts'

/** docs/errors.md: the catalogue as a page. */
export function errorsPage(): string {
  const rows = (Object.keys(PROBLEMS) as ErrorCode[]).map((code) => {
    const { status, title, remedy } = PROBLEMS[code]
    return `| \`${code}\` | ${status} | ${title} | ${remedy} |`
  })
  return `# Errors

Every refusal is problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with \`error_code\`, \`remediation_hint\` and
\`correlation_id\`. The catalogue is closed: this page is written from \`contract/problem.ts\` (\`npm run openapi\`), and a published code
never disappears or changes its meaning.

| error_code | status | title | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}
