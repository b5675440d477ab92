import { config } from 'zod'

// The console's policy forbids eval. zod looks for it when the first schema is made, and the browser reports the attempt:
// this file comes before every other import of the entry.
config({ jitless: true })
