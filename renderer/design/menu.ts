/** Looks of menus and of what opens above the page. */
export const menuContent =
  'z-20 min-w-[12rem] rounded-md border border-line-strong bg-surface p-1 text-ink shadow-[0_8px_28px_var(--shadow)]'
export const menuItem =
  'flex h-7 items-center gap-2 rounded-sm px-2 text-sm outline-none data-[highlighted]:bg-selected data-[highlighted]:text-ink'
