import type { ReactNode } from 'react'

/** Lines of 1.5 on a grid of 16; the colour is that of the text. */
function Icon({ children, className }: { children: ReactNode; className: string | undefined }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className ?? ''}`}
    >
      {children}
    </svg>
  )
}

const drawn = (children: ReactNode) =>
  function Drawn({ className }: { className?: string }) {
    return <Icon className={className}>{children}</Icon>
  }

export const PendingIcon = drawn(<circle cx="8" cy="8" r="5.75" strokeDasharray="2.4 2.1" />)
export const ReviewIcon = drawn(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 4.8a3.2 3.2 0 0 1 0 6.4z" fill="currentColor" stroke="none" />
  </>,
)
export const ApprovedIcon = drawn(
  <>
    <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
    <path d="M5.3 8.2l1.9 1.9 3.6-4" stroke="var(--surface)" />
  </>,
)
export const RejectedIcon = drawn(
  <>
    <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
    <path d="M5.9 5.9l4.2 4.2m0-4.2l-4.2 4.2" stroke="var(--surface)" />
  </>,
)
export const WarningIcon = drawn(
  <>
    <path d="M8 2.2l6.1 10.9H1.9z" />
    <path d="M8 6.4v3.1M8 11.4v.1" />
  </>,
)
export const CheckIcon = drawn(<path d="M3.5 8.5l3 3 6-6.8" />)
export const CrossIcon = drawn(<path d="M4.2 4.2l7.6 7.6m0-7.6l-7.6 7.6" />)
export const PlusIcon = drawn(<path d="M8 3.5v9M3.5 8h9" />)
export const DotsIcon = drawn(<path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.2" />)
export const RunningIcon = drawn(<path d="M8 2.5A5.5 5.5 0 1 1 2.5 8" />)
export const ClockIcon = drawn(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 4.9V8l2.2 1.4" />
  </>,
)
export const SlashIcon = drawn(
  <>
    <circle cx="8" cy="8" r="5.5" />
    <path d="M4.2 11.8l7.6-7.6" />
  </>,
)
export const QuestionIcon = drawn(<path d="M5.8 6a2.2 2.2 0 1 1 3.1 2c-.6.3-.9.7-.9 1.4M8 11.9v.1" />)
export const SearchIcon = drawn(
  <>
    <circle cx="7" cy="7" r="4.25" />
    <path d="M10.2 10.2l3.3 3.3" />
  </>,
)
export const ChevronIcon = drawn(<path d="M6 3.8L10.2 8 6 12.2" />)
export const BackIcon = drawn(<path d="M9.8 3.8L5.6 8l4.2 4.2" />)
export const CopyIcon = drawn(
  <>
    <rect x="5.5" y="5.5" width="7.5" height="7.5" rx="1.5" />
    <path d="M10.5 3.2V3A1 1 0 0 0 9.5 2H4a2 2 0 0 0-2 2v5.5a1 1 0 0 0 1 1h.2" />
  </>,
)
export const OutIcon = drawn(
  <path d="M6.5 3.5H4A1.5 1.5 0 0 0 2.5 5v7A1.5 1.5 0 0 0 4 13.5h7a1.5 1.5 0 0 0 1.5-1.5V9.5M9.5 2.5h4v4M13.2 2.8L7.5 8.5" />,
)
export const MoreIcon = drawn(
  <>
    <circle cx="8" cy="8" r="2" />
    <path d="M8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M3.6 12.4l1.2-1.2M11.2 4.8l1.2-1.2" />
  </>,
)
export const EyeIcon = drawn(
  <>
    <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8z" />
    <circle cx="8" cy="8" r="1.9" />
  </>,
)

export const SealIcon = drawn(
  <>
    <path d="M8 1.9l5 1.9v3.7c0 3.1-2 5.4-5 6.6-3-1.2-5-3.5-5-6.6V3.8z" />
    <path d="M5.7 8l1.7 1.7 3-3.4" />
  </>,
)
export const KeyIcon = drawn(
  <>
    <circle cx="5.2" cy="8" r="2.7" />
    <path d="M7.9 8h6.1v2.4M11.2 8v2" />
  </>,
)
export const NoSealIcon = drawn(
  <path d="M8 1.9l5 1.9v3.7c0 3.1-2 5.4-5 6.6-3-1.2-5-3.5-5-6.6V3.8z" strokeDasharray="2.2 2" />,
)
export const AgainIcon = drawn(<path d="M12.9 6.2A5.3 5.3 0 1 0 13.3 9M13.2 2.8v3.5H9.7" />)
export const PenIcon = drawn(<path d="M2.8 13.2l.7-3L10.6 3a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L5.8 12.5z" />)
export const FileIcon = drawn(
  <path d="M9.2 1.9H4.5a1 1 0 0 0-1 1v10.2a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5.2zM9.2 1.9v3.3h3.3" />,
)
export const FolderIcon = drawn(
  <path d="M2 12V4.2a1 1 0 0 1 1-1h3.2l1.5 1.7H13a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />,
)
export const PhotoIcon = drawn(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <circle cx="5.4" cy="6.3" r="1" />
    <path d="M2.3 11.6l3.4-3 2.4 2 2.7-2.6 3 2.8" />
  </>,
)
export const VoiceIcon = drawn(<path d="M2.5 7v2M5.2 4.8v6.4M8 2.8v10.4M10.8 5.4v5.2M13.5 7v2" />)
export const DownIcon = drawn(<path d="M8 2.5v7.6M4.8 7.2L8 10.4l3.2-3.2M3 13.3h10" />)
export const HiddenIcon = drawn(
  <>
    <rect x="3.2" y="7" width="9.6" height="6.5" rx="1.4" />
    <path d="M5.2 7V5.3a2.8 2.8 0 0 1 5.6 0V7" />
  </>,
)

/** Two strokes: signed, and signed again. */
export function MarkIcon() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" className="shrink-0">
      <rect x="0.5" y="0.5" width="19" height="19" rx="5" fill="var(--accent)" />
      <path
        d="M4.6 10.5l2.6 2.7 4.8-6M9.6 12.5l.8.7 4.9-6"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
