import type { PolicyView } from '../../../contract/policy.ts'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { count } from '../../design/time-words.ts'
import { spanWords } from '../approvals/time-left.ts'

/** Which policy is in force, since when, and what is wrong with its file. */
export function PolicyFacts({ view }: { view: PolicyView }) {
  const { refused, policy } = view
  return (
    <div className="flex flex-col gap-3">
      {refused !== null && (
        <div role="alert" data-testid="policy-refused">
          <Notice look="danger" title="The file as it stands now is not valid: the last good policy is in force">
            <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">
              <Inert text={refused.reason} />
            </p>
            <p className="mt-1 text-soft text-xs">
              Refused <Moment at={refused.at} />
              {refused.sha256 !== null && (
                <>
                  , sha256 <code title={refused.sha256}>{refused.sha256.slice(0, 12)}…</code>
                </>
              )}
              . Saving here replaces the file.
            </p>
          </Notice>
        </div>
      )}
      <dl className="grid gap-x-8 border-line border-y py-1 @3xl:grid-cols-2">
        <Fact look="wide" name="In force">
          {view.origin === 'built_in' ? 'the built-in policy: there is no file' : 'the file'}
        </Fact>
        <Fact look="wide" name="Since">
          <Moment at={view.loaded_at} />
        </Fact>
        <Fact look="wide" name="sha256">
          <Hash value={view.sha256} shown={16} what="sha256 of the policy" />
        </Fact>
        <Fact look="wide" name="File">
          <code className="break-all text-xs">
            <Inert text={view.path} />
          </code>
        </Fact>
        <Fact look="wide" name="Rules">
          {policy.rules.length === 0
            ? 'none: every call is denied'
            : `${count(policy.rules.length)}; the first that matches decides, without one the call is denied`}
        </Fact>
        <Fact look="wide" name="After a denial">
          the identical call is refused for {spanWords(policy.approvals.denial_cool_down_seconds * 1000)}
        </Fact>
      </dl>
    </div>
  )
}
