import { IconButton } from '../design/button.tsx'
import { MarkIcon, QuestionIcon } from '../design/icons.tsx'
import { OperatorMenu } from '../features/session/operator-menu.tsx'
import { ALL_DELIVERIES, formatRoute, NO_FILTER, type Route, WHOLE_LOG } from './route.ts'

const PAGES = [
  { page: 'tasks', word: 'Tasks', href: formatRoute({ page: 'tasks', taskId: null, filter: NO_FILTER }) },
  {
    page: 'deliveries',
    word: 'Deliveries',
    href: formatRoute({ page: 'deliveries', open: null, filter: ALL_DELIVERIES }),
  },
  { page: 'audit', word: 'Audit', href: formatRoute({ page: 'audit', filter: WHOLE_LOG }) },
] as const

export function TopBar({ route, onShowKeys }: { route: Route; onShowKeys: () => void }) {
  return (
    <header className="flex h-11 items-center gap-5 border-line border-b bg-surface px-3.5">
      <div className="flex items-center gap-2">
        <MarkIcon />
        <span className="font-semibold text-base tracking-tight max-[480px]:sr-only">Countersign</span>
      </div>
      <nav aria-label="Pages" className="flex h-full gap-1">
        {PAGES.map(({ page, word, href }) => (
          <a
            key={page}
            href={href}
            aria-current={route.page === page ? 'page' : undefined}
            className="relative flex items-center px-2.5 font-medium text-soft hover:text-ink aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:-bottom-px aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent"
          >
            {word}
          </a>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-1">
        <IconButton label="Keys" onClick={onShowKeys}>
          <QuestionIcon />
        </IconButton>
        <OperatorMenu />
      </div>
    </header>
  )
}
