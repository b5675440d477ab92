import type { ButtonHTMLAttributes } from 'react'
import { keyName } from './key-names.ts'

const LOOKS = {
  plain: 'border-line-strong bg-surface text-ink enabled:hover:bg-hover',
  quiet: 'border-transparent bg-transparent text-soft enabled:hover:bg-hover enabled:hover:text-ink',
  accent: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-strong',
  danger: 'border-danger-line bg-danger-ground text-rejected enabled:hover:border-rejected',
} as const

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look: keyof typeof LOOKS
}

export function Button({ look, className, type, ...rest }: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      className={`inline-flex h-8 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-3 font-medium text-sm transition-colors disabled:opacity-45 ${LOOKS[look]} ${className ?? ''}`}
      {...rest}
    />
  )
}

/** A square button that shows only a drawing; `label` is its name. */
export function IconButton({ label, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md text-faint transition-colors hover:bg-hover hover:text-ink ${className ?? ''}`}
      {...rest}
    />
  )
}

/** A key by the name that it has here: Ctrl is Cmd on a Mac. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-line-strong px-1 font-mono text-2xs text-current leading-none">
      {keyName(children, navigator.platform)}
    </kbd>
  )
}
