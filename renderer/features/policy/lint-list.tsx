import type { LintFinding } from '../../../contract/policy.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { lineOfRule } from './policy-lines.ts'

const KINDS: Readonly<Record<LintFinding['kind'], string>> = {
  dead: 'Never applies',
  shadowed: 'Shadowed',
  over_broad: 'Over-broad',
  contradicts_hard_denial: 'Cannot allow this',
  unknown_tool: 'Unknown tool',
  duplicate_id: 'Name used twice',
}

interface LintListProps {
  findings: readonly LintFinding[]
  /** The text that they are about, to find their lines. */
  text: string
  onGoTo: (line: number) => void
}

/** What is doubtful about the rules, each with the line it is about. */
export function LintList({ findings, text, onGoTo }: LintListProps) {
  if (findings.length === 0)
    return <p className="text-soft">Nothing to remark: no dead, shadowed or over-broad rule.</p>
  return (
    <ul aria-label="Remarks on the rules" className="overflow-hidden rounded-md border border-line">
      {findings.map(({ kind, rule, by, detail }, place) => {
        const line = lineOfRule(text, rule, kind === 'duplicate_id' ? 1 : 0)
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two remarks may be word for word the same
            key={place}
            className="flex gap-2 border-line border-b bg-surface px-3 py-2 last:border-b-0"
          >
            <WarningIcon className="mt-0.5 text-pending" />
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                <span className="font-medium">{KINDS[kind]}:</span> <code className="text-xs">{rule}</code>
                {by !== null && (
                  <>
                    {' '}
                    by <code className="text-xs">{by}</code>
                  </>
                )}
                {line !== null && (
                  <button
                    type="button"
                    onClick={() => onGoTo(line)}
                    className="figures ml-2 rounded-sm text-accent text-xs underline underline-offset-2"
                  >
                    line {line}
                  </button>
                )}
              </p>
              <p className="text-soft text-xs">
                <Inert text={detail} />
              </p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
