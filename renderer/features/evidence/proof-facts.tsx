import type { ProofExport } from '../../../contract/audit-chain.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { count } from '../../design/time-words.ts'

const CHECK = 'node verify.mjs'

/** Where a proof folder was written, what it holds, and how to check it. */
export function ProofFacts({ made }: { made: ProofExport }) {
  return (
    <>
      {made.doubtful.length > 0 && (
        <Notice look="warn" title="This proves less than it should">
          <p className="mt-1">
            Not what was recorded: {made.doubtful.map(({ package_id }) => package_id).join(', ')}. Whoever checks the
            proof is told the same.
          </p>
        </Notice>
      )}
      <Notice look="good" title="The proof was written, on the machine of the service">
        <p className="mt-1 flex items-start gap-1">
          <code className="min-w-0 select-all break-all text-xs">
            <Inert text={made.folder} />
          </code>
          <CopyButton text={made.folder} what="the folder" />
        </p>
      </Notice>
      <div>
        <p>To check it, here or on any other machine with Node 20 or newer, open a terminal in the folder and run:</p>
        <p className="mt-1 flex items-center gap-1">
          <code className="select-all rounded-sm border border-line bg-raised px-2 py-1 text-xs">{CHECK}</code>
          <CopyButton text={CHECK} what="the command" />
        </p>
        <p className="mt-1 text-soft">
          It needs no network. It says which lines are proven, by which key, and what is not proven. Compare the
          fingerprint below over another way: it is what the proof stands on.
        </p>
      </div>
      <dl className="figures">
        <Fact name="Holds" look="wide">
          {count(made.files)} files, {sizeWords(made.bytes)}; {count(made.lines)} log lines between {made.first_seq} and{' '}
          {made.last_seq}
        </Fact>
        <Fact name="Anchored" look="wide">
          {anchored(made)}
        </Fact>
        <Fact name="Key" look="wide">
          <Hash value={made.key_fingerprint} shown={24} what="the fingerprint of the key" />
        </Fact>
        <Fact name="Manifest" look="wide">
          <Hash value={made.manifest_sha256} shown={24} what="the sha256 of the manifest" />
        </Fact>
      </dl>
    </>
  )
}

function anchored({ anchored_seq, first_seq, last_seq }: ProofExport): string {
  if (anchored_seq === null || anchored_seq < first_seq) return 'none of these lines was deposited elsewhere before'
  if (anchored_seq >= last_seq) return 'all of these lines were deposited elsewhere before'
  return `the lines up to ${anchored_seq} were deposited elsewhere before, the later ones not`
}
