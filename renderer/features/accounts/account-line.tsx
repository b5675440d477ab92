import { useState } from 'react'
import type { Account, AccountService } from '../../../contract/account.ts'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { CheckIcon, PendingIcon, SlashIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Mark } from '../../design/mark.tsx'
import { Age } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { dateTime } from '../../design/time-words.ts'
import { AddressButtons } from '../tasks/address.tsx'
import { useAccounts, useConnecting, useWhyNotConnect } from './use-accounts.ts'

const NAMES: Readonly<Record<AccountService, string>> = { youtube: 'YouTube' }

const LOOKS = {
  none: { Icon: SlashIcon, colour: 'text-faint', word: 'Not connected' },
  connecting: { Icon: PendingIcon, colour: 'text-pending', word: 'You are being asked in a browser' },
  connected: { Icon: CheckIcon, colour: 'text-approved', word: 'Connected' },
  failed: { Icon: WarningIcon, colour: 'text-rejected', word: 'Not connected any more' },
} as const

/** One account: how it stands, with whom, and the ways to connect and disconnect it. */
export function AccountLine({ service, isInSettings }: { service: AccountService; isInSettings: boolean }) {
  const { data, error, refetch } = useAccounts()
  const account = data?.items.find((each) => each.service === service)
  if (account !== undefined) return <AccountView account={account} isInSettings={isInSettings} />
  if (error !== null) return <ProblemView failure={asFailure(error)} onRetry={() => void refetch()} />
  if (data !== undefined) return null
  return (
    <div aria-busy="true" className="skeleton appear-late h-16 w-full">
      <span className="sr-only">Asking for the account</span>
    </div>
  )
}

function AccountView({ account, isInSettings }: { account: Account; isInSettings: boolean }) {
  const { mayDecide } = useServices()
  const { service, state } = account
  const desk = useConnecting(service)
  const whyNot = useWhyNotConnect(account)
  const [isSure, setSure] = useState(false)
  return (
    <section
      aria-label={`Account: ${NAMES[service]}`}
      data-account={service}
      data-state={state}
      className="flex min-w-0 flex-col gap-2 rounded-md border border-line bg-raised px-3 py-2.5"
    >
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="font-medium">{NAMES[service]}</span>
        <span className="text-xs">
          <Mark look={LOOKS[state]} word={LOOKS[state].word} />
        </span>
        {account.checked_at !== null && (
          <span className="text-faint text-xs">
            {NAMES[service]} said so <Age at={account.checked_at} title={dateTime(Date.parse(account.checked_at))} />{' '}
            ago
          </span>
        )}
      </p>
      {account.channel_title !== null && (
        <p className="[overflow-wrap:anywhere]">
          Channel <Inert text={account.channel_title} />
          {account.channel_id !== null && (
            <code className="ml-2 break-all text-faint text-xs">
              <Inert text={account.channel_id} />
            </code>
          )}
        </p>
      )}
      {account.detail !== '' && (
        <p className="text-soft text-xs [overflow-wrap:anywhere]">
          <Inert text={account.detail} />
        </p>
      )}
      {account.remediation_hint !== null && (
        <p className="text-xs [overflow-wrap:anywhere]">
          <Inert text={account.remediation_hint} />
        </p>
      )}
      {state === 'connecting' && desk.asked !== null && (
        <p className="flex flex-wrap items-center gap-x-2 text-xs">
          {desk.asked.opened
            ? 'The browser was told to show it.'
            : 'Open this address in a browser on the machine of the service:'}
          <AddressButtons url={desk.asked.authorize_url} what={`the address of ${NAMES[service]}`} />
        </p>
      )}
      {desk.failure !== null && <ProblemView failure={desk.failure} onRetry={null} />}
      {mayDecide && (
        <span className={`flex flex-wrap items-center gap-2 ${state === 'connected' ? '-ml-3' : ''}`}>
          <Button
            look={state === 'connected' ? 'quiet' : 'plain'}
            className="!h-7"
            disabled={desk.isBusy || whyNot !== null}
            onClick={desk.connect}
          >
            {state === 'connected' ? 'Connect anew' : state === 'connecting' ? 'Ask again' : 'Connect…'}
          </Button>
          {(state === 'connected' || state === 'failed') &&
            (isSure ? (
              <Button look="danger" className="!h-7" disabled={desk.isBusy} onClick={desk.disconnect}>
                Take the permission back and forget it
              </Button>
            ) : (
              <Button look="quiet" className="!h-7" onClick={() => setSure(true)}>
                Disconnect…
              </Button>
            ))}
          {whyNot !== null && (
            <span className="text-soft text-xs">
              {whyNot}{' '}
              {!isInSettings && (
                <a
                  className="text-accent underline underline-offset-2"
                  href={formatRoute({ page: 'settings', section: 'tools' })}
                >
                  Settings, Tools
                </a>
              )}
            </span>
          )}
        </span>
      )}
    </section>
  )
}
