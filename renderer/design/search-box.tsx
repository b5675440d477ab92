import type { RefObject } from 'react'
import { Key } from './button.tsx'
import { SearchIcon } from './icons.tsx'

interface SearchBoxProps {
  label: string
  placeholder: string
  maxLength: number
  text: string
  inputRef: RefObject<HTMLInputElement | null>
  /** At every stroke. */
  onText: (text: string) => void
  /** When the reader is done: Enter was pressed, or the field is left. */
  onDone: () => void
}

/** A field to search by, which `/` leads to: Escape first empties it, then leaves it. */
export function SearchBox({ label, placeholder, maxLength, text, inputRef, onText, onDone }: SearchBoxProps) {
  return (
    <div className="relative min-w-0 flex-1">
      <SearchIcon className="pointer-events-none absolute top-2 left-2 text-faint" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={maxLength}
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onBlur={onDone}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onDone()
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (text === '') event.currentTarget.blur()
          else onText('')
        }}
        className="peer h-8 w-full rounded-md border border-line-strong bg-surface pr-8 pl-7 text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="pointer-events-none absolute top-[7px] right-2 flex text-faint peer-focus:hidden">
        <Key>/</Key>
      </span>
    </div>
  )
}
