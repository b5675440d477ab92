/** Longest text that is read of one message, and all in all for one answer, in characters. */
export const MOST_TEXT = 5_000_000

/**
 * What runs in a process of its own to read a session that an agent can write: a database that holds an endless query, a pipe or a bomb
 * then stops nobody but this reader, which is ended. For each line on its input it answers one line: the JSON of the messages that came
 * since, `[[key, text], …]`. Plain JavaScript, handed to Node by `-e`, because it must run where there is no file of ours to start.
 */
export const TRANSCRIPT_PROGRAM = `
const { lstatSync } = require('node:fs')
const { createInterface } = require('node:readline')
const { DatabaseSync } = require('node:sqlite')
const { zstdDecompressSync } = require('node:zlib')
const MOST_FILE = 1024 ** 3
const MOST_TEXT = ${MOST_TEXT}
const SQL =
  'SELECT rowid AS at, session_id, seq, event_json, event_zstd FROM transcript_events WHERE rowid > ? ORDER BY rowid LIMIT 200'
const path = process.argv[1]
let last = 0

function textOf({ event_json, event_zstd }) {
  if (typeof event_json === 'string') return event_json
  try {
    return zstdDecompressSync(event_zstd, { maxOutputLength: MOST_TEXT }).toString('utf8')
  } catch {
    return ''
  }
}

function newRows() {
  const facts = lstatSync(path)
  if (!facts.isFile() || facts.size > MOST_FILE) return []
  const file = new DatabaseSync(path, { readOnly: true })
  try {
    const found = []
    let length = 0
    for (const row of file.prepare(SQL).iterate(last)) {
      const text = textOf(row)
      length += text.length
      if (length > MOST_TEXT && found.length > 0) break
      last = Number(row.at)
      if (text !== '' && text.length <= MOST_TEXT)
        found.push([String(row.session_id).slice(0, 200) + '/' + String(row.seq).slice(0, 40), text])
    }
    return found
  } finally {
    file.close()
  }
}

createInterface({ input: process.stdin }).on('line', () => {
  let found = []
  try {
    found = newRows()
  } catch {
    // It is not there yet, or of another shape.
  }
  process.stdout.write(JSON.stringify(found) + '\\n')
})
`
