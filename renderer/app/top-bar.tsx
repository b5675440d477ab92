import { useEffect, useRef } from 'react'
import { IconButton } from '../design/button.tsx'
import { MarkIcon, QuestionIcon, SearchIcon } from '../design/icons.tsx'
import { keyName } from '../design/key-names.ts'
import { InboxMark } from '../features/inbox/inbox-mark.tsx'
import { OperatorMenu } from '../features/session/operator-menu.tsx'
import { BAR_PAGES, entryOf } from './pages.ts'
import type { Route } from './route.ts'
import { useServices } from './services.tsx'

export function TopBar({ route }: { route: Route }) {
  const { show } = useServices()
  const open = entryOf(route.page)
  const navRef = useRef<HTMLElement>(null)
  // On a narrow screen the row of pages scrolls: the open one is always in sight.
  useEffect(() => {
    const link = navRef.current?.querySelector(`[href^="#/${open}"]`)
    const first = navRef.current?.firstElementChild
    if (link == null || first == null) return
    // The first one grows with its count, and moves the others.
    const watch = new ResizeObserver(() => link.scrollIntoView({ block: 'nearest', inline: 'center' }))
    watch.observe(first)
    return () => watch.disconnect()
  }, [open])
  return (
    <header className="flex h-11 items-center gap-2 border-line wide:gap-5 border-b bg-surface px-3.5">
      <div className="flex shrink-0 items-center gap-2">
        <MarkIcon />
        <span className="font-semibold text-base tracking-tight max-[1000px]:sr-only">Countersign</span>
      </div>
      <nav
        ref={navRef}
        aria-label="Pages"
        className="-mb-px flex h-[calc(100%+1px)] min-w-0 flex-1 gap-1 overflow-x-auto pr-5 pb-px [mask-image:linear-gradient(to_right,transparent,black_0.625rem,black_calc(100%-1.25rem),transparent)] [scrollbar-width:none]"
      >
        {BAR_PAGES.map(({ page, word, href }) => (
          <a
            key={page}
            href={href}
            aria-current={open === page ? 'page' : undefined}
            className="relative flex shrink-0 items-center gap-1.5 whitespace-nowrap px-2.5 font-medium outline-offset-[-2px] text-soft hover:text-ink aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:-bottom-px aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent"
          >
            {word}
            {page === 'inbox' && <InboxMark />}
          </a>
        ))}
      </nav>
      <div className="ml-auto flex shrink-0 items-center gap-1">
        <IconButton
          label={`Commands (${keyName('Ctrl', navigator.platform)} K)`}
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => show('palette')}
        >
          <SearchIcon />
        </IconButton>
        <IconButton label="Keys" aria-haspopup="dialog" className="max-wide:!hidden" onClick={() => show('keys')}>
          <QuestionIcon />
        </IconButton>
        <OperatorMenu />
      </div>
    </header>
  )
}
