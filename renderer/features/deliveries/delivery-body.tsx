import { useMemo, useState } from 'react'
import type { DeliveryBody as Body, DeliveryDetail } from '../../../contract/delivery.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { JsonText } from '../../design/json-text.tsx'
import { Section } from '../tasks/section.tsx'
import { jsonLayout } from './json-layout.ts'

/** What was sent, as text without effect. */
export function DeliveryBody({ delivery }: { delivery: DeliveryDetail }) {
  const { body } = delivery
  if (body === null) {
    return (
      <Section title="Body" aside={null}>
        <p className="text-soft">
          The body is no longer kept: bodies go when there are too many of them, the oldest first. Its hash stays.
        </p>
      </Section>
    )
  }
  return <KeptBody body={body} isSample={false} label="Body of the delivery" />
}

/** `isSample`: no more of it was kept than is shown. */
export function KeptBody({ body, isSample, label }: { body: Body; isSample: boolean; label: string }) {
  const [asItCame, setAsItCame] = useState(false)
  const laidOut = useMemo(() => (body.encoding === 'utf-8' && !body.truncated ? jsonLayout(body.text) : null), [body])
  const shown = asItCame || laidOut === null ? body.text : laidOut
  const aside = (
    <span className="flex items-center gap-3">
      {laidOut !== null && (
        <label className="flex items-center gap-1.5 text-soft text-xs">
          <input
            type="checkbox"
            checked={asItCame}
            onChange={(event) => setAsItCame(event.target.checked)}
            className="size-3.5 accent-accent"
          />
          As it came
        </label>
      )}
      <CopyButton text={body.text} what="body" />
    </span>
  )
  return (
    <Section title="Body" aside={aside}>
      {body.text === '' ? (
        <p className="text-soft">It was empty.</p>
      ) : (
        <div className="flex flex-col gap-2">
          {body.encoding === 'base64' && <p className="text-soft">It is not text in UTF-8: shown in base64.</p>}
          {body.truncated && (
            <p className="text-soft">
              Only the beginning is shown{isSample ? ': no more of it was kept.' : '; the stored body is whole.'}
            </p>
          )}
          {laidOut === null && body.encoding === 'utf-8' && !body.truncated && (
            <p className="text-soft">It is not JSON: shown as it came.</p>
          )}
          <JsonText text={body.encoding === 'base64' ? inLines(shown) : shown} label={label} />
        </div>
      )}
    </Section>
  )
}

const inLines = (base64: string) => base64.replace(/.{76}/g, '$&\n')
