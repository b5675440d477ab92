import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { Command } from '../../design/face.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { useIntake } from '../intake/use-intake.ts'
import { SourceRow } from '../system/source-row.tsx'
import { useSystemInfo } from '../system/use-system-info.ts'
import { SecretsAtRest } from '../tokens/secrets-at-rest.tsx'
import { SettingField } from './setting-field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

const PER_LINE = 'One per line. From the next start.'

export function SourceSection({ desk }: { desk: SettingsDesk }) {
  const { data: info } = useSystemInfo()
  return (
    <SettingsSection name="sources" lead="The ways in from outside. A source is on when its secret is kept.">
      {info === undefined ? (
        <SkeletonLines label="Asking the sources" lines={4} />
      ) : (
        <ul aria-label="Sources" className="flex flex-col gap-2.5">
          {info.sources.map((source) => (
            <SourceRow key={source.source} source={source} />
          ))}
        </ul>
      )}
      <Intake />
      <div className="grid items-start gap-4 @2xl:grid-cols-2">
        <SettingField
          desk={desk}
          path="telegram_operators"
          placeholder="7=anna"
          hint="May write, and decide from their telephone. 7=anna: the user 7 is who decides here as operator:anna."
        />
        <SettingField
          desk={desk}
          path="telegram_allowed_users"
          placeholder="123456789"
          hint={`May write to the bot, besides the operators. ${PER_LINE}`}
        />
        <SettingField
          desk={desk}
          path="telegram_allowed_chats"
          placeholder="-1001234567890"
          hint={`Groups in which they may write. ${PER_LINE}`}
        />
        <SettingField
          desk={desk}
          path="github_hooks"
          placeholder="owner/repo:123456789"
          hint={`Looked through for deliveries that were missed; needs GITHUB_TOKEN. ${PER_LINE}`}
        />
        <SettingField desk={desk} path="telegram_files_per_day" placeholder="100" hint="0: none are kept." />
        <SettingField desk={desk} path="telegram_bytes_per_day" placeholder="524288000" hint="0: none are kept." />
      </div>
      <SecretsAtRest />
      <div>
        <p className="mb-1.5 text-soft">
          A secret never passes through this page. To keep one, on the machine of the service, and start again:
        </p>
        <Command>npx countersign secret set BOT_TOKEN</Command>
        <p className="mt-1.5 text-soft text-xs">
          Others: WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS, GITHUB_TOKEN, XCODE_TOKEN, XCODE_WEBHOOK_SECRET,
          TELEGRAM_SECRET_TOKEN.
        </p>
      </div>
    </SettingsSection>
  )
}

/** Whether what comes in is taken up, and the switch of it. It is no setting: it holds at once. */
function Intake() {
  const { show } = useServices()
  const { intake, resume } = useIntake()
  if (intake === undefined) return null
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <span>{intake.paused ? 'The intake is paused.' : 'What comes in is taken up.'}</span>
      {intake.paused ? (
        <Button look="plain" className="!h-7" disabled={resume.isPending} onClick={() => resume.mutate()}>
          Resume the intake
        </Button>
      ) : (
        <Button look="plain" className="!h-7" aria-haspopup="dialog" onClick={() => show('pause-intake')}>
          Pause the intake…
        </Button>
      )}
    </p>
  )
}
