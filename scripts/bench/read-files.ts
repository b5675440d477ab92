import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `node read-files.ts FOLDER`: reads every file of the folder, prints one line and leaves. Without a folder it only prints the line. */
const [folder] = process.argv.slice(2)
let bytes = 0
if (folder !== undefined) for (const name of readdirSync(folder)) bytes += readFileSync(join(folder, name)).length
process.stdout.write(`${JSON.stringify({ bytes })}\n`)
