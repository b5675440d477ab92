import { ProgramFailure } from './adapters/programs/run-program.ts'
import { ToolError } from './core/tools/tool.ts'

/** An error as a line on stderr says it. No other member of it: these may be anything, also bytes of evidence. */
export interface LoggedError {
  readonly type: string
  readonly message: string
  /** Of a failure that a tool foresaw. */
  readonly error_code?: string
  /** Of the system, or of the console's own errors. */
  readonly code?: string
  /** Messages of what caused it, the nearest first. */
  readonly causes?: readonly string[]
  /** Only of what nobody foresaw, with the stacks of its causes. */
  readonly stack?: string
  readonly errors?: readonly LoggedError[]
}

const MOST_CHARACTERS = 4000
const MOST_CAUSES = 10
/** The code of a failure that was not foreseen, and for which people are sent to this log. */
const UNFORESEEN = 'tool_failed'

export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error).slice(0, MOST_CHARACTERS) }
  const causes = causesOf(error)
  const told = causes.map(({ message }) => message)
  // Who passes a failure on with more to it repeats its words.
  const words = told.filter((message, at) => message !== '' && message !== (told[at - 1] ?? error.message))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const traced = [error, ...causes].filter((one) => !isForeseen(one))
  const isTraced = !isForeseen(error) || (error instanceof ToolError && error.error_code === UNFORESEEN)
  return {
    type: error.name,
    message: error.message.slice(0, MOST_CHARACTERS),
    ...(error instanceof ToolError ? { error_code: error.error_code } : {}),
    ...(code === null ? {} : { code }),
    ...(words.length === 0 ? {} : { causes: words.map((message) => message.slice(0, MOST_CHARACTERS)) }),
    ...(isTraced && traced.length > 0 ? { stack: traced.map(({ stack }) => stack).join('\ncaused by: ') } : {}),
    ...(error instanceof AggregateError ? { errors: error.errors.slice(0, MOST_CAUSES).map(loggedError) } : {}),
  }
}

/** Bounded, for a chain may bite its own tail. */
function causesOf({ cause }: Error): Error[] {
  const causes: Error[] = []
  for (let one = cause; one instanceof Error && causes.length < MOST_CAUSES; one = one.cause) causes.push(one)
  return causes
}

/** Whoever threw it has said in its words what there is to know. */
const isForeseen = (error: Error): boolean => error instanceof ToolError || error instanceof ProgramFailure
