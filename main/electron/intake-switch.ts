import type { Dialog } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'

/** Pauses or resumes the intake as the operator, through the app function like everybody else. What fails is said. */
export async function setIntake(
  paused: boolean,
  parts: {
    readonly call: (request: Request) => Promise<Response>
    readonly dialog: Pick<Dialog, 'showMessageBox'>
    readonly logger: Logger
  },
): Promise<void> {
  const body = JSON.stringify({ paused, reason: 'from the tray' })
  const headers = { 'content-type': 'application/json' }
  try {
    const response = await parts.call(
      new Request('http://desktop.invalid/api/intake', { method: 'POST', headers, body }),
    )
    if (response.ok) return
    const { title, detail, remediation_hint } = (await response.json()) as Record<string, unknown>
    throw new Error(`${String(title)}: ${String(detail)}\n\nWhat to do: ${String(remediation_hint)}`)
  } catch (error) {
    parts.logger.error({ err: error, paused }, 'the intake could not be switched')
    const message = paused ? 'The intake could not be paused' : 'The intake could not be resumed'
    const detail = error instanceof Error ? error.message : String(error)
    await parts.dialog.showMessageBox({ type: 'error', title: 'Countersign', message, detail, buttons: ['OK'] })
  }
}
