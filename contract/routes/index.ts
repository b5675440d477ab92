import { connectAccount, disconnectAccount, listAccounts } from './accounts.ts'
import { getAgentRun, listAgentRuns, listAgents, readAgentLog, stopAgentRun } from './agents.ts'
import { approveApproval, decideApprovals, denyApproval, getApproval, inbox, listApprovals } from './approvals.ts'
import { anchorAudit, auditChain, auditTrail, exportProof, exportTaskProof, queryAudit, verifyAudit } from './audit.ts'
import { fetchMissedDelivery, findGithubGaps, getDelivery, listDeliveries, replayDelivery } from './deliveries.ts'
import { events } from './events.ts'
import {
  cancelEvidenceVerification,
  evidenceVerification,
  getArtifact,
  listEvidence,
  verifyEvidence,
} from './evidence.ts'
import { setIntake } from './intake.ts'
import { getPolicy, savePolicy, simulatePolicy } from './policy.ts'
import {
  ackDispatch,
  dispatchTask,
  getProtocol,
  listProtocols,
  sendHeartbeat,
  sendResult,
  sendVerdict,
  unlockTask,
  withdrawDispatch,
} from './protocol.ts'
import { createToken, issueLoginCode, listTokens, logIn, logOut, revokeToken, whoAmI } from './session.ts'
import { getSettings, saveSettings } from './settings.ts'
import { health, openapi, systemInfo } from './system.ts'
import { approveTask, createTask, getTask, listTasks, rejectTask } from './tasks.ts'
import { cancelToolCall, executeTool, listToolRuns, listTools } from './tools.ts'
import { githubWebhook, telegramWebhook, xcodeWebhook, xcodeWebhookBySecretPath } from './webhooks.ts'

/** The whole table: every route that the console answers, by operationId. */
export const ROUTES = {
  health,
  systemInfo,
  openapi,
  listTasks,
  createTask,
  getTask,
  approveTask,
  rejectTask,
  listProtocols,
  getProtocol,
  dispatchTask,
  ackDispatch,
  sendHeartbeat,
  sendResult,
  sendVerdict,
  withdrawDispatch,
  unlockTask,
  listAgents,
  listAgentRuns,
  getAgentRun,
  readAgentLog,
  stopAgentRun,
  inbox,
  listApprovals,
  decideApprovals,
  getApproval,
  approveApproval,
  denyApproval,
  listTools,
  executeTool,
  cancelToolCall,
  listToolRuns,
  listAccounts,
  connectAccount,
  disconnectAccount,
  getPolicy,
  savePolicy,
  simulatePolicy,
  getSettings,
  saveSettings,
  setIntake,
  events,
  queryAudit,
  auditChain,
  verifyAudit,
  anchorAudit,
  auditTrail,
  exportProof,
  exportTaskProof,
  listEvidence,
  getArtifact,
  verifyEvidence,
  evidenceVerification,
  cancelEvidenceVerification,
  listDeliveries,
  findGithubGaps,
  fetchMissedDelivery,
  getDelivery,
  replayDelivery,
  githubWebhook,
  xcodeWebhook,
  xcodeWebhookBySecretPath,
  telegramWebhook,
  logIn,
  whoAmI,
  logOut,
  issueLoginCode,
  listTokens,
  createToken,
  revokeToken,
} as const

export type OperationId = keyof typeof ROUTES
