import { ToolError } from '../tool.ts'

export const noDisplay = (detail: string, remedy: string): ToolError =>
  new ToolError('screen_no_display', detail, remedy)

export const noPermission = (detail: string, remedy: string): ToolError =>
  new ToolError('screen_permission', detail, remedy)

/** `programs`: any of them would do. */
export const programMissing = (programs: readonly string[], remedy: string): ToolError =>
  new ToolError('screen_program_missing', `Not found on this machine: ${programs.join(' or ')}.`, remedy)

export const targetNotFound = (what: string): ToolError =>
  new ToolError(
    'screen_target_not_found',
    `There is no ${what} (any more).`,
    'Ask screen.sources for what is there now.',
  )

export const targetUnsupported = (detail: string, remedy: string): ToolError =>
  new ToolError('screen_target_unsupported', detail, remedy)

/** `said`: the words of the program, one inert line. */
export const captureFailed = (said: string, cause: unknown): ToolError =>
  new ToolError(
    'screen_capture_failed',
    `The picture could not be taken: ${said}`,
    'Look whether the screen can be seen by the user that runs the console; then send the call again with a new idempotency key.',
    { cause },
  )

export const captureInterrupted = (): ToolError =>
  new ToolError(
    'screen_capture_interrupted',
    'The console died before the picture was whole. It was not taken later instead: that would show another moment.',
    'Send the call again with a new idempotency key.',
  )
