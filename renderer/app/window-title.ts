/** `(3) Tasks · Countersign`; `(?)` when it is not known what waits. `mark` is that of the inbox count; null when nothing waits. */
export function windowTitle(mark: string | null, page: string): string {
  const place = page === 'Countersign' ? page : `${page} · Countersign`
  return mark === null ? place : `(${mark}) ${place}`
}
