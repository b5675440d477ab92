import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

/** A row of something that has several lines: its first line, and the one that says how it stands. */
export interface LinedRow {
  readonly seq: number
  readonly line_seq: number
}

/** Column → the value that it must have; undefined: any. */
export type Filters = Readonly<Record<string, SQLInputValue | undefined>>

/** Newest first, at most `limit`, only those with a seq below `before`. */
export type FilteredRows = (filters: Filters, before: number | null, limit: number) => readonly LinedRow[]

/** Pages over `table`; one statement for each combination of filters. The names of columns are ours, never a client's. */
export function createFilteredRows(database: DatabaseSync, table: string): FilteredRows {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  return (filters, before, limit) => {
    const conditions: string[] = []
    const values: SQLInputValue[] = []
    for (const [column, value] of Object.entries(filters)) {
      if (value === undefined) continue
      conditions.push(`${column} = ?`)
      values.push(value)
    }
    if (before !== null) {
      conditions.push('seq < ?')
      values.push(before)
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const statement =
      statements.get(where) ?? database.prepare(`SELECT seq, line_seq FROM ${table} ${where} ORDER BY seq DESC LIMIT ?`)
    statements.set(where, statement)
    return statement.all(...values, limit) as unknown as LinedRow[]
  }
}
