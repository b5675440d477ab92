import { asFailure } from '../../client/failure.ts'
import { Command } from '../../design/face.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SourceRow } from '../system/source-row.tsx'
import { useSystemInfo } from '../system/use-system-info.ts'

/** What is on, and the exact commands that turn on what is not. */
export function SourcesStep() {
  const { data: info, error, refetch } = useSystemInfo()
  const isOff = (name: string) => info?.sources.find(({ source }) => source === name)?.state === 'off'
  return (
    <>
      <p className="text-soft leading-relaxed">
        Requests come in through sources. None is needed for a task of your own, so this can wait.
      </p>
      {info === undefined && error !== null && (
        <div className="mt-4">
          <ProblemView failure={asFailure(error)} onRetry={() => void refetch()} />
        </div>
      )}
      {info !== undefined && (
        <ul aria-label="Sources" className="mt-4 flex flex-col gap-2.5">
          {info.sources.map((source) => (
            <SourceRow key={source.source} source={source} />
          ))}
        </ul>
      )}
      {isOff('telegram') && (
        <Ways
          name="To turn on Telegram"
          lead="Make a bot with @BotFather, keep its token, say which number may decide (yours), and start again."
          commands={[
            'npx countersign secret set BOT_TOKEN',
            "npx countersign settings set telegram_operators '[YOUR_NUMBER]'",
          ]}
        />
      )}
      {isOff('github') && (
        <Ways
          name="To turn on GitHub"
          lead="Keep the secret of the webhook, start again with a listener for your tunnel, and give GitHub the address with /webhooks/github."
          commands={['npx countersign secret set WEBHOOK_SECRET', 'npm start -- --ingress-port 8788']}
        />
      )}
    </>
  )
}

function Ways({ name, lead, commands }: { name: string; lead: string; commands: readonly string[] }) {
  return (
    <div className="mt-5">
      <h3 className="font-medium">{name}</h3>
      <p className="mt-0.5 text-soft">{lead}</p>
      <div className="mt-2 flex flex-col items-start gap-1.5">
        {commands.map((command) => (
          <Command key={command}>{command}</Command>
        ))}
      </div>
    </div>
  )
}
