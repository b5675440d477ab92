import { pino } from 'pino'
import type { Logger } from './core/kernel/logger.ts'
import { loggedError } from './logged-error.ts'

/** JSON lines on stderr. Members that may hold a secret are blotted out, should one ever get there. */
export function createLogger(): Logger {
  return pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: loggedError },
      redact: ['*.authorization', '*.cookie', '*.token', '*.secret', 'token', 'secret', 'code'],
    },
    pino.destination({ dest: 2, sync: true }),
  )
}
