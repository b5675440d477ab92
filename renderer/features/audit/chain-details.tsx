import type { AnchorState, ChainState } from '../../../contract/audit-chain.ts'
import { Fact, Hash } from '../../design/fact.tsx'
import { CheckIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { count } from '../../design/time-words.ts'
import { anchorWords } from './chain-words.ts'

const ANCHORS = {
  ok: { Icon: CheckIcon, colour: 'text-approved', word: 'deposited' },
  off: { Icon: SlashIcon, colour: 'text-faint', word: 'nothing yet' },
  failed: { Icon: WarningIcon, colour: 'text-rejected', word: 'failed' },
} as const

/** The signed head, its key, and every place where it is deposited. */
export function ChainDetails({ chain }: { chain: ChainState }) {
  const { head, anchors, next_at } = chain
  const signed =
    head.signed_seq >= head.seq ? 'all of them signed' : `signed up to line ${count(head.signed_seq)}, the rest not yet`
  return (
    <div className="grid gap-x-9 gap-y-3 border-line border-t bg-raised px-3.5 py-3 wide:grid-cols-2">
      <dl className="figures min-w-0">
        <Fact name="Log" look="wide">
          {count(head.seq)} lines, {signed}
        </Fact>
        <Fact name="Hash of the head" look="wide">
          <Hash value={head.hash} shown={24} what="the hash of the head" />
        </Fact>
        <Fact name="Key" look="wide">
          <Hash value={head.key_fingerprint} shown={24} what="the fingerprint of the key" />
        </Fact>
        <Fact name="Next check" look="wide">
          {next_at === null ? 'only when someone asks for it' : <Moment at={next_at} />}
        </Fact>
      </dl>
      <div className="min-w-0">
        <h2 className="mb-1.5 text-faint text-xs">Anchors: the signed head, deposited elsewhere</h2>
        {anchors.length === 0 ? (
          <p className="max-w-[36rem] text-soft">
            None is configured. Whoever holds the data root and the key could write the whole log anew without being
            found out; an anchor on other media or in a git repository of someone else prevents that.
          </p>
        ) : (
          <ul aria-label="Anchors" className="flex flex-col gap-2">
            {anchors.map((anchor) => (
              <AnchorRow key={`${anchor.kind} ${anchor.place}`} anchor={anchor} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function AnchorRow({ anchor }: { anchor: AnchorState }) {
  const { Icon, colour, word } = ANCHORS[anchor.state]
  return (
    <li className="flex items-start gap-2">
      <Icon className={`mt-0.5 ${colour}`} />
      <div className="min-w-0">
        <p>
          {anchor.kind === 'git' ? 'Git' : 'Folder'}{' '}
          <code className="break-all text-xs">
            <Inert text={anchor.place} />
          </code>{' '}
          <span className={`text-xs ${colour}`}>{word}</span>
        </p>
        <p className="figures break-words text-soft text-xs">
          <Inert text={anchorWords(anchor)} />
        </p>
      </div>
    </li>
  )
}
