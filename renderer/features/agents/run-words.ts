import type { AgentInfo, AgentKind, AgentLimits, AgentRole, AgentRun, AgentRunState } from '../../../contract/agent.ts'
import { sizeWords } from '../../design/size-words.ts'
import { ageWords, count } from '../../design/time-words.ts'

export const RUN_STATE_WORDS: Readonly<Record<AgentRunState, string>> = {
  preparing: 'Being prepared',
  running: 'At work',
  ended: 'Over',
  failed: 'Failed',
  stopped: 'Stopped',
  limit_reached: 'Ended at a limit',
  lost: 'Lost',
}

export const ROLE_WORDS: Readonly<Record<AgentRole, string>> = { executor: 'executor', reviewer: 'reviewer' }

export const KIND_WORDS: Readonly<Record<AgentKind, string>> = {
  script: 'own program',
  codex: 'Codex',
  openclaw: 'OpenClaw',
}

export const READY_WORDS: Readonly<Record<AgentInfo['state'], string>> = {
  ready: 'Ready',
  unavailable: 'Not available',
  unknown: 'Not looked for yet',
}

export function isOpenRun({ state }: Pick<AgentRun, 'state'>): boolean {
  return state === 'preparing' || state === 'running'
}

/** What is to be known about the state besides its word; null when there is nothing. */
export function runSentence({ state }: Pick<AgentRun, 'state'>): string | null {
  if (state === 'ended') return 'The program is over. That says nothing about the task; its rounds do.'
  if (state === 'lost') return 'The console died while it ran. What was left of it was ended; nothing is started twice.'
  if (state === 'limit_reached') return 'It used up what one run may use, and was ended with everything it had started.'
  return null
}

/** `30 min, 50 turns, 2,000,000 tokens`; what is not limited is not named. */
export function limitWords({ seconds, turns, tokens, cost_usd, output_bytes }: AgentLimits): string {
  return [
    spanWords(seconds * 1000),
    ...(turns === null ? [] : [`${count(turns)} turns`]),
    ...(tokens === null ? [] : [`${count(tokens)} tokens`]),
    ...(cost_usd === null ? [] : [costWords(cost_usd)]),
    `${sizeWords(output_bytes)} of output`,
  ].join(', ')
}

/** `1,204 turns, 88,120 tokens, 0.84 USD`. */
export function spentWords({ turns, input_tokens, output_tokens, cost_usd }: AgentInfo['spent']): string {
  const tokens = input_tokens + output_tokens
  if (turns === 0 && tokens === 0 && cost_usd === null) return 'nothing yet'
  return [
    `${count(turns)} ${turns === 1 ? 'turn' : 'turns'}`,
    `${count(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`,
    ...(cost_usd === null ? [] : [costWords(cost_usd)]),
  ].join(', ')
}

export function costWords(usd: number): string {
  return `${usd < 0.1 && usd > 0 ? usd.toFixed(4) : usd.toFixed(2)} USD`
}

/** `4 s`, `12 min`, `3 h` of a length. */
export function spanWords(ms: number): string {
  return ageWords(0, ms)
}

/** `git clone of /src/app at main`, `copy of /src/app`, `empty folder`. */
export function workspaceWords(workspace: AgentInfo['workspace']): string {
  if (workspace.kind === 'empty') return 'empty folder'
  if (workspace.kind === 'copy') return `copy of ${workspace.path}`
  return `git clone of ${workspace.path} at ${workspace.ref}`
}
