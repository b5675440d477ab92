import * as z from 'zod'
import { AppError } from '../core/kernel/app-error.ts'

/** The same limit as at the socket. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_PATH_LENGTH = 8192

/** A host name that can never be reached (RFC 6761, 6.4): the app function looks at the path alone. */
const BASE = 'http://desktop.invalid'

const HeaderValue = z
  .string()
  .max(1000)
  .regex(/^[\t\x20-\x7e]*$/, 'is not printable ASCII')

/** What the page may ask for. No other header can be sent: identity comes from the window, not from what the page says. */
const DesktopCall = z
  .strictObject({
    path: z.string().max(MAX_PATH_LENGTH).refine(isOpenPath, 'is not a path under /api/, /system/ or /health'),
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
    headers: z.strictObject({
      'content-type': HeaderValue.optional(),
      'if-match': HeaderValue.optional(),
      'if-none-match': HeaderValue.optional(),
      'if-range': HeaderValue.optional(),
      range: HeaderValue.optional(),
      prefer: HeaderValue.optional(),
    }),
    body: z.string().nullable(),
  })
  .refine(({ method, body }) => method !== 'GET' || body === null, { path: ['body'], message: 'a GET has none' })

/**
 * Under a root that the window may use, and written in normal form: a URL parser changes nothing of it. That leaves no room for dot
 * segments, encoded ones, backslashes, control characters, a scheme or a host.
 */
function isOpenPath(path: string): boolean {
  if (!path.startsWith('/') || !URL.canParse(BASE + path)) return false
  const url = new URL(BASE + path)
  const [written] = path.split('?', 1)
  if (url.origin !== BASE || url.hash !== '' || path.includes('#') || url.pathname !== written) return false
  if (written.includes('..')) return false
  return written === '/health' || written.startsWith('/api/') || written.startsWith('/system/')
}

/**
 * Checks what the page sent and makes it a request. Throws AppError `validation_failed`, naming the member that is wrong, or
 * `payload_too_large` for a body over 1 MiB in UTF-8.
 */
export function requestOf(path: unknown, call: unknown): Request {
  const parsed = DesktopCall.safeParse({ ...(typeof call === 'object' ? call : { call }), path })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('validation_failed', `${issue?.path.join('.') || 'call'}: ${issue?.message ?? 'not valid'}`)
  }
  const { method, headers, body } = parsed.data
  if (body !== null && (body.length > MAX_BODY_BYTES || Buffer.byteLength(body) > MAX_BODY_BYTES))
    throw new AppError('payload_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
  return new Request(BASE + parsed.data.path, { method, headers: headers as Record<string, string>, body })
}
