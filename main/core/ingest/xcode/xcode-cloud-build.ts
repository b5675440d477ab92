import * as z from 'zod'
import type { Build } from '../../../../contract/outside-refs.ts'
import { count, field, instant, part, repositoryOf } from './xcode-fields.ts'
import { type BuildReport, identityOf } from './xcode-report.ts'

const named = part({ attributes: part({ name: field(300) }) })
const Payload = z.object({
  metadata: part({ attributes: part({ createdDate: instant }) }),
  ciWorkflow: named,
  ciProduct: named,
  ciBuildRun: z.object({
    id: field(100),
    attributes: part({
      number: count,
      createdDate: instant,
      startedDate: instant,
      finishedDate: instant,
      sourceCommit: part({ commitSha: field(64) }),
      executionProgress: field(40),
      completionStatus: field(40),
    }),
  }),
  scmProvider: part({ attributes: part({ scmProviderType: part({ scmProviderType: field(60) }) }) }),
  scmRepository: part({ attributes: part({ ownerName: field(149), repositoryName: field(149) }) }),
  scmPullRequest: part({
    attributes: part({ number: count, destinationRepositoryOwner: field(149), destinationRepositoryName: field(149) }),
  }),
  scmGitReference: part({ attributes: part({ name: field(300) }) }),
})
type Payload = z.infer<typeof Payload>

/**
 * What Xcode Cloud posts when it creates, starts and completes a build. Null for anything else.
 * Shape: https://developer.apple.com/documentation/xcode/webhook-payload, with an example under
 * https://developer.apple.com/documentation/xcode/configuring-webhooks-in-xcode-cloud
 */
export function parseXcodeCloudBuild(payload: unknown): BuildReport | null {
  const parsed = Payload.safeParse(payload)
  if (!parsed.success) return null
  const build = buildOf(parsed.data)
  const identity = identityOf(build)
  if (identity === null) return null
  const { ownerName, repositoryName } = parsed.data.scmRepository.attributes
  const repository = repositoryOf(ownerName, repositoryName)
  return { identity, build, action: null, repository, pull_request: pullRequestOf(parsed.data, repository), url: null }
}

function buildOf(payload: Payload): Build {
  const { id, attributes } = payload.ciBuildRun
  return {
    build_id: id,
    workflow: payload.ciWorkflow.attributes.name,
    product: payload.ciProduct.attributes.name,
    build_number: attributes.number,
    progress: attributes.executionProgress,
    completion_status: attributes.completionStatus,
    commit: attributes.sourceCommit.commitSha,
    branch: payload.scmGitReference.attributes.name,
    updated_at: instantOf(payload),
  }
}

/**
 * When the build got as far as it says: by the build's own times rather than by when the event was made, because these stay the same
 * however often and in whatever order it is told.
 */
function instantOf({ ciBuildRun, metadata }: Payload): string | null {
  const { executionProgress, createdDate, startedDate, finishedDate } = ciBuildRun.attributes
  const told = metadata.attributes.createdDate
  if (executionProgress === 'COMPLETE') return finishedDate ?? told ?? startedDate ?? createdDate
  if (executionProgress === 'RUNNING') return startedDate ?? told ?? createdDate
  return executionProgress === 'PENDING' ? (createdDate ?? told) : (told ?? createdDate)
}

function pullRequestOf(payload: Payload, repository: string | null): BuildReport['pull_request'] {
  const { number, destinationRepositoryOwner, destinationRepositoryName } = payload.scmPullRequest.attributes
  const provider = payload.scmProvider.attributes.scmProviderType.scmProviderType
  const target = repositoryOf(destinationRepositoryOwner, destinationRepositoryName) ?? repository
  const elsewhere = provider !== null && !provider.startsWith('GITHUB')
  return target === null || number === null || number === 0 || elsewhere ? null : { repository: target, number }
}
