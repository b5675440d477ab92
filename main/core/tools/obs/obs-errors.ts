import { ToolError } from '../tool.ts'
import { ObsProblem } from './obs-link.ts'

type Known = readonly [error_code: string, detail: string, remedy: string]

/**
 * RequestStatus of obs-websocket; some come without a word, and the words of the others change, so that the number alone decides:
 * https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md#requeststatus
 */
const BY_CODE: ReadonlyMap<number, Known> = new Map<number, Known>([
  [204, ['obs_too_old', 'This OBS does not know the request.', 'Update OBS Studio.']],
  [207, ['obs_not_ready', 'OBS is starting, or busy changing its scenes.', 'Try again in a moment.']],
  [500, ['obs_output_active', 'OBS does that already.', 'Look at obs.status; stop it first.']],
  [501, ['obs_output_idle', 'OBS does not do that now.', 'Look at obs.status; start it first.']],
  [502, ['obs_output_paused', 'It is paused already.', 'Resume it with obs.record.resume.']],
  [503, ['obs_output_not_paused', 'It is not paused.', 'Look at obs.status.']],
  [
    504,
    ['obs_output_disabled', 'That output is switched off in OBS.', 'Switch it on in the settings of OBS (Output).'],
  ],
  [
    600,
    ['obs_not_found', 'OBS has no scene or source of that name.', 'Take a name from obs.scenes, letter by letter.'],
  ],
  [604, ['obs_output_missing', 'OBS has no such output.', 'Switch it on in OBS (Settings, Output: Replay Buffer).']],
])

const NOT_CONFIGURED =
  'Set tools.obs.url in the settings (ws://127.0.0.1:4455), and the password with `countersign secret set OBS_PASSWORD`.'

/** The failure of a tool that asked OBS and got no answer. Anything else than an ObsProblem is given back as it is. */
export function obsFailure(error: unknown): unknown {
  if (!(error instanceof ObsProblem)) return error
  const [code, detail, remedy] = knownOf(error)
  return new ToolError(code, detail, remedy, { cause: error })
}

/** For the status of the tools, where it is shown what is known without asking. */
export function remedyOf(problem: ObsProblem): string {
  return knownOf(problem)[2]
}

function knownOf(problem: ObsProblem): Known {
  switch (problem.kind) {
    case 'not_configured':
      return ['obs_not_configured', problem.message, NOT_CONFIGURED]
    case 'unreachable':
      return [
        'obs_unreachable',
        problem.message,
        'Start OBS Studio, switch its websocket server on (Tools, WebSocket Server Settings), and compare tools.obs.url.',
      ]
    case 'wrong_password':
      return [
        'obs_wrong_password',
        problem.message,
        'Copy the password from Tools, WebSocket Server Settings, Show Connect Info, and keep it with `countersign secret set OBS_PASSWORD`.',
      ]
    case 'timeout':
      return [
        'obs_timeout',
        problem.message,
        'Look whether OBS hangs; restart it if it does. What it was asked may have happened.',
      ]
    case 'closed':
      return [
        'obs_connection_lost',
        problem.message,
        'Look whether OBS still runs. What it was asked may have happened.',
      ]
    case 'garbled':
      return ['obs_answer_invalid', problem.message, 'Look what listens at tools.obs.url.']
    case 'refused':
      return (
        BY_CODE.get(problem.code ?? 0) ?? [
          'obs_refused',
          `OBS refused it with the code ${problem.code}.`,
          'The codes are in the protocol of obs-websocket (RequestStatus); the log of OBS may say more.',
        ]
      )
  }
}
