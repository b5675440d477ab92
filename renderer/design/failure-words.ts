/** What kind of trouble an `error_code` stands for, so that the reader sees at once whose turn it is. */
const TITLES: Readonly<Record<string, string>> = {
  tool_permission_denied: 'A permission is missing',
  tool_program_missing: 'A program is missing',
  tool_network_down: 'The network did not reach it',
  tool_disk_full: 'The disk is full',
  tool_failed: 'It failed in a way that was not foreseen',
  tool_outcome_unknown: 'What came of it is not known',
  approval_outdated: 'The approval did not hold any more',
  attachment_failed: 'The file could not be fetched',
  storage_failed: 'It could not be written',
  audit_unavailable: 'It could not be recorded, so it was not done',
}

/** A few words for the code; a code of a tool's own is told by its detail alone. */
export function failureTitle(code: string): string {
  return TITLES[code] ?? 'It failed'
}
