import type { ToolFailure } from '../../../contract/tool.ts'
import { ToolError } from './tool.ts'

type Known = Pick<ToolFailure, 'error_code' | 'remediation_hint'> & { readonly what: string }

const DISK_FULL: Known = {
  error_code: 'tool_disk_full',
  what: 'The disk is full',
  remediation_hint: 'Make room on the disk, and send the call again with a new idempotency key.',
}
const NO_PERMISSION: Known = {
  error_code: 'tool_permission_denied',
  what: 'The system does not permit it',
  remediation_hint:
    'Give the user that runs the console the permission, and send the call again with a new idempotency key.',
}
const NETWORK_DOWN: Known = {
  error_code: 'tool_network_down',
  what: 'The other side cannot be reached',
  remediation_hint: 'Check the network and the address, and send the call again with a new idempotency key.',
}
const PROGRAM_MISSING: Known = {
  error_code: 'tool_program_missing',
  what: 'A program or file that the tool needs is missing',
  remediation_hint: 'Install it, or set its path, and send the call again with a new idempotency key.',
}

/** Codes of the system (errno(3), Node's own included) and what they mean to an operator. */
const BY_SYSTEM_CODE: ReadonlyMap<string, Known> = new Map([
  ...['ENOSPC', 'EDQUOT'].map((code) => [code, DISK_FULL] as const),
  ...['EACCES', 'EPERM', 'EROFS'].map((code) => [code, NO_PERMISSION] as const),
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT'].map(
    (code) => [code, NETWORK_DOWN] as const,
  ),
  ['ENOENT', PROGRAM_MISSING],
])

/** What an error of a tool tells: its own words when it foresaw it, otherwise no more than what kind of failure it is. */
export function failureOf(error: unknown): ToolFailure {
  if (error instanceof ToolError) {
    const { error_code, message, remediation_hint } = error
    return {
      error_code: error_code.slice(0, 64),
      detail: message.slice(0, 4000),
      remediation_hint: remediation_hint.slice(0, 1000),
    }
  }
  const code = systemCode(error)
  const known = code === null ? undefined : BY_SYSTEM_CODE.get(code)
  if (known !== undefined) {
    const { error_code, remediation_hint, what } = known
    return { error_code, detail: `${what} (${code}).`, remediation_hint }
  }
  return {
    error_code: 'tool_failed',
    detail: 'The tool failed in a way that it did not foresee; the log on stderr has it.',
    remediation_hint: 'Look on stderr for the call_id; what the tool did before it failed is not undone.',
  }
}

/** Of the error itself, or of what caused it. */
function systemCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string' && BY_SYSTEM_CODE.has(error.code)) return error.code
  return systemCode(error.cause)
}
