import type { Account } from '../../../contract/account.ts'
import { openStage, type Stage } from './console-stage.ts'
import { emptyGovernance, type GovernanceStage, stageGovernance } from './governance-stage.ts'
import { type AirlockStage, stageAirlock } from './staged-airlock.ts'
import { ago, shaOf, stagedPackage, stagedTask } from './staged-facts.ts'
import type { StagedService } from './staged-service.ts'
import { STAGED_FAMILIES } from './staged-tools.ts'

const FILM = { package_id: 'call-film', manifest_sha256: shaOf('call-film'), artifacts: 1, captured_at: ago(5) }

/** The task whose recording goes out. */
export const PIER = stagedTask({
  ...{ task_id: 'pier', title: 'Film the pier', correlation_id: 'corr-pier' },
  evidence: [FILM],
})

/** A console with one recording in the evidence of one task, and every tool. */
export async function openAirlockWorld(
  recording: Uint8Array,
  account: () => Account,
): Promise<{ service: StagedService; world: Stage; stage: GovernanceStage; airlock: AirlockStage }> {
  const evidence = [stagedPackage(PIER, FILM.package_id, { 'screen.webm': recording })]
  const files = new Map([[`${FILM.package_id}/screen.webm`, recording]])
  const { service, stage: world } = await openStage('admin', { tasks: [PIER], evidence, files })
  const stage = { ...emptyGovernance(), tools: [...STAGED_FAMILIES] }
  stageGovernance(service, stage)
  return { service, world, stage, airlock: stageAirlock(service, stage, account) }
}
