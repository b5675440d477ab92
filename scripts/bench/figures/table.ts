import { aimText, type Figure, reached } from './figure.ts'

const HEAD = ['section', 'what', 'service', 'bare', 'unit', 'ratio', 'of rounds', 'aim', '']

/** Three significant digits, thousands set apart. */
function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '?'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function row(figure: Figure): string[] {
  const { ratio } = figure
  const met = reached(figure)
  return [
    figure.section,
    figure.name,
    shortNumber(figure.service),
    figure.bare === null ? '' : shortNumber(figure.bare),
    figure.unit,
    ratio === null ? '' : ratio.median.toFixed(2),
    ratio === null ? '' : `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
    aimText(figure.aim),
    met === null ? '' : met ? 'ok' : 'missed',
  ]
}

const NUMBERS = [2, 3, 5]

/** The figures as a table in Markdown, its columns aligned. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(row)]
  const widths = HEAD.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (NUMBERS.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (NUMBERS.includes(i) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(HEAD), rule, ...rows.slice(1).map(line)].join('\n')
}
