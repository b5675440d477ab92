import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Fact } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { useSystemInfo } from '../system/use-system-info.ts'

/** Who the operator is here, where their data is, and how secrets are kept. */
export function YouStep() {
  const { session, door } = useServices()
  const { data: info, error, refetch } = useSystemInfo()
  const isUnknown = info === undefined && error !== null
  const secrets = info?.secrets
  return (
    <>
      <p className="text-soft leading-relaxed">
        Countersign keeps every request as a task, lets nothing leave without a decision, and proves afterwards what was
        done. What you decide is recorded under your name.
      </p>
      <dl className="mt-4">
        <Fact name="You act as" look="wide">
          <code className="text-xs">
            <Inert text={session.actor.sub} />
          </code>
          <span className="text-soft">
            {' '}
            through {door.kind === 'desktop' ? 'the desktop app' : 'the browser'}. Another name:{' '}
            <a
              href={formatRoute({ page: 'settings', section: 'addresses' })}
              className="rounded-sm text-accent underline underline-offset-2"
            >
              settings
            </a>
            .
          </span>
        </Fact>
        <Fact name="Your data" look="wide">
          {info === undefined ? (
            <NotYet isUnknown={isUnknown} />
          ) : (
            <>
              <code className="select-all break-all text-xs">{info.data_root}</code>
              <span className="text-soft"> on this machine. Nothing is sent anywhere unasked.</span>
            </>
          )}
        </Fact>
        <Fact name="Secrets" look="wide">
          {secrets === undefined ? (
            <NotYet isUnknown={isUnknown} />
          ) : secrets.protection === 'safe_storage' ? (
            'sealed with a key that the operating system gives to you alone.'
          ) : (
            <>
              in plain files that only you can read
              {secrets.reason !== null && (
                <span className="text-soft">
                  {' '}
                  (<Inert text={secrets.reason} />)
                </span>
              )}
              .
            </>
          )}
        </Fact>
      </dl>
      {isUnknown && (
        <div className="mt-4">
          <ProblemView failure={asFailure(error)} onRetry={() => void refetch()} />
        </div>
      )}
    </>
  )
}

function NotYet({ isUnknown }: { isUnknown: boolean }) {
  return <span className="text-faint">{isUnknown ? 'not known' : 'asking…'}</span>
}
