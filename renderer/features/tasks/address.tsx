import { CopyButton } from '../../design/copy-button.tsx'
import { OutIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'

/** An address from outside is text to copy; only https may also be followed, and then the other side learns nothing. */
export function AddressButtons({ url, what }: { url: string; what: string }) {
  const target = URL.canParse(url) ? new URL(url) : null
  return (
    <span className="-my-0.5 flex shrink-0">
      <CopyButton text={url} what={what} />
      {target?.protocol === 'https:' && (
        <a
          href={target.href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Open ${what} in a new tab`}
          title={`Open ${target.host} in a new tab`}
          className="inline-flex size-6 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
        >
          <OutIcon />
        </a>
      )}
    </span>
  )
}

export function AddressText({ url }: { url: string }) {
  return (
    <span className="block truncate text-2xs text-soft" title={inertString(url)}>
      <Inert text={url} />
    </span>
  )
}
