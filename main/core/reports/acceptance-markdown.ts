import type { AcceptanceReport } from '../../../contract/report.ts'

/** The report for people: the same facts as the JSON, in the same order, ending with a line feed. */
export function acceptanceMarkdown(report: AcceptanceReport): string {
  const facts = [
    `- Result: **${report.pass ? 'PASS' : 'FAIL'}**`,
    `- Started: ${report.started_at}`,
    `- Finished: ${report.finished_at}`,
    `- Commit: ${report.git_commit ?? 'not known'}`,
    `- How to run: \`${report.how_to_run}\``,
  ]
  const sections = [
    `# Acceptance report, phase ${report.phase}\n\n${facts.join('\n')}`,
    section('Metrics', table(['metric', 'value'], Object.entries(report.metrics))),
    section('Why it failed', report.fail_reasons.map((reason) => `- ${cell(reason)}`).join('\n')),
    section(
      'Artifacts',
      table(
        ['path', 'sha256', 'note'],
        report.artifacts.map(({ path, sha256, note }) => [path, sha256, note ?? '']),
      ),
    ),
    section('Configuration', table(['setting', 'value'], Object.entries(report.config_summary))),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`
}

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly unknown[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** On one line, and with nothing that Markdown would take for the end of a cell. */
function cell(value: unknown): string {
  return String(value)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
}
