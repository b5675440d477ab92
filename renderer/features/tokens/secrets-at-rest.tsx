import { Inert } from '../../design/inert.tsx'
import { useSystemInfo } from '../system/use-system-info.ts'
import { Section } from '../tasks/section.tsx'

const KEPT = {
  sealed: 'sealed by the operating system',
  file: 'a file for its owner alone',
  environment: 'from the environment',
} as const

/** How the service keeps its own secrets on the disk: by name, never by value. */
export function SecretsAtRest() {
  const { data: info } = useSystemInfo()
  if (info === undefined) return null
  const { protection, reason, items } = info.secrets
  return (
    <Section title="Secrets on the disk" aside={null}>
      <p>
        {protection === 'safe_storage'
          ? 'Sealed with a key that the operating system gives to this user alone.'
          : 'Plain files that only their owner can read.'}
      </p>
      {reason !== null && (
        <p className="text-soft first-letter:uppercase">
          <Inert text={reason.endsWith('.') ? reason : `${reason}.`} />
        </p>
      )}
      {items.length > 0 && (
        <ul
          aria-label="Secrets on the disk"
          className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs"
        >
          {items.map(({ name, kept }) => (
            <li key={name} className="col-span-2 grid grid-cols-subgrid items-baseline">
              <code className="break-all text-2xs">{name}</code>
              <span className="text-soft">{KEPT[kept]}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
