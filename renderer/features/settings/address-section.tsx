import { CopyButton } from '../../design/copy-button.tsx'
import { Fact } from '../../design/fact.tsx'
import { SettingField } from './setting-field.tsx'
import { SettingsSection } from './settings-section.tsx'
import type { SettingsDesk } from './use-settings-desk.ts'

export function AddressSection({ desk }: { desk: SettingsDesk }) {
  const { addresses } = desk.view
  return (
    <SettingsSection name="addresses" lead={null}>
      <dl>
        <AddressFact name="Console" address={addresses.console} without="Nothing is listened on." />
        <AddressFact
          name="Ingress"
          address={addresses.ingress}
          without="None of its own. To have one for a tunnel, start with --ingress-port 8788."
        />
      </dl>
      <div className="grid items-start gap-4 @2xl:grid-cols-2">
        <SettingField
          desk={desk}
          path="port"
          placeholder="8787"
          hint="Of the console, on this machine. 0: a free one. From the next start."
        />
        <SettingField
          desk={desk}
          path="operator_name"
          placeholder="the name of the user of this machine"
          hint="Who decides here, as the audit log will say: operator:NAME. From the next start."
        />
      </div>
    </SettingsSection>
  )
}

function AddressFact({ name, address, without }: { name: string; address: string | null; without: string }) {
  return (
    <Fact name={name} look="wide">
      {address === null ? (
        <span className="text-soft">{without}</span>
      ) : (
        <span className="flex items-center gap-1">
          <code className="select-all break-all text-xs">{address}</code>
          <CopyButton text={address} what={`the address of ${name}`} />
        </span>
      )}
    </Fact>
  )
}
