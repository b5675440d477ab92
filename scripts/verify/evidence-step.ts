import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { type EvidenceList as Evidence, EvidenceList, type EvidencePackage } from '../../contract/evidence.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { launchChromium } from '../../tests/support/chromium.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import type { PhaseContext } from './phase.ts'
import { must, problemOf } from './publish-stage.ts'
import type { Story } from './review-step.ts'
import { runCli } from './run-cli.ts'

export interface SeenEvidence {
  readonly artifacts: number
  /** Path of the picture of the page in the data root; null when there is none. */
  readonly picture: string | null
  readonly wrong: readonly string[]
}

const PATIENCE_MS = 30_000
const PICTURE = join('reports', 'evidence.png')

/** The evidence of the story over HTTP and in the page, each file with its hash; a file that was altered is called broken in both. */
export async function lookAtEvidence(
  context: PhaseContext,
  console: ConsoleUnderTest,
  { task_id, run }: Story,
): Promise<SeenEvidence> {
  const wrong: string[] = []
  const list = await console.get(`/api/tasks/${task_id}/evidence`)
  const { items }: Evidence = EvidenceList.parse(JSON.parse(must(200, list)))
  for (const kept of items) wrong.push(...(await hashesOverHttp(console, kept)))
  const receipt = items.find(({ package_id }) => String(package_id) === run.call_id)
  if (receipt === undefined) return { artifacts: 0, picture: null, wrong: [...wrong, 'the run left no evidence'] }

  const artifacts = items.flatMap((kept) => kept.artifacts).length
  const page = await openPage(context, task_id).catch((error: Error) => error)
  if (page instanceof Error) return { artifacts, picture: null, wrong: [...wrong, `no page: ${page.message}`] }
  try {
    for (const kept of items) wrong.push(...(await hashesInPage(page.page, kept)))
    await page.page.screenshot({ path: join(context.dataRoot, PICTURE) })
    wrong.push(...(await alteredIsBroken(context, console, receipt, page.page)))
  } finally {
    await page.close()
  }
  return { artifacts, picture: PICTURE, wrong }
}

const addressOf = ({ correlation_id, package_id }: EvidencePackage, name: string): string =>
  `/api/evidence/${correlation_id}/${package_id}/${name}`

async function hashesOverHttp(console: ConsoleUnderTest, kept: EvidencePackage): Promise<string[]> {
  const wrong = kept.state === 'whole' ? [] : [`${kept.package_id} is ${kept.state}: ${kept.problems.join(', ')}`]
  for (const artifact of kept.artifacts) {
    const text = must(200, await console.get(addressOf(kept, artifact.path)))
    if (sha256(text) !== artifact.sha256) wrong.push(`${artifact.path} has not the sha256 of its manifest`)
  }
  return wrong
}

/** Logs in with a one-time code, as a person does, and opens the task. */
async function openPage(context: PhaseContext, taskId: string): Promise<{ page: Page; close(): Promise<void> }> {
  const login = await runCli(context, ['login'])
  if (login.code !== 0) throw new Error(`countersign login left with ${login.code}`)
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1600 } })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(login.out)
    await page.getByTestId('connection').filter({ hasText: 'Live' }).waitFor()
    await page.goto(`${new URL(login.out).origin}/#/tasks/${taskId}`)
    return { page, close: () => browser.close() }
  } catch (error) {
    await browser.close()
    throw error
  }
}

const packageIn = (page: Page, { package_id }: EvidencePackage) =>
  page.getByRole('article', { name: `Evidence package ${package_id}` })

async function hashesInPage(page: Page, kept: EvidencePackage): Promise<string[]> {
  const shown = packageIn(page, kept)
  await shown.waitFor()
  const wrong: string[] = []
  for (const { path, sha256: hash } of kept.artifacts) {
    const row = shown.getByTestId('artifact').filter({ hasText: path })
    if (!(await row.innerHTML()).includes(hash)) wrong.push(`the page does not show the sha256 of ${path}`)
    await row.getByRole('button', { name: `Show ${path}` }).click()
    await row.getByRole('button', { name: `Hide ${path}` }).waitFor()
  }
  return wrong
}

/** Flips a bit of the receipt, looks, and puts it back. */
async function alteredIsBroken(
  context: PhaseContext,
  console: ConsoleUnderTest,
  kept: EvidencePackage,
  page: Page,
): Promise<string[]> {
  const name = 'receipt.json'
  const path = join(context.dataRoot, 'audit', 'evidence', kept.correlation_id, kept.package_id, name)
  const bytes = readFileSync(path)
  const altered = Buffer.from(bytes)
  altered[0] = (altered[0] ?? 0) ^ 1
  const wrong: string[] = []
  chmodSync(path, 0o600)
  writeFileSync(path, altered)
  try {
    const answer = await console.get(addressOf(kept, name))
    if (answer.status !== 409 || problemOf(answer).error_code !== 'evidence_altered')
      wrong.push(`an altered receipt was answered ${answer.status}`)
    await page.reload()
    await packageIn(page, kept).getByText('BROKEN: not what was recorded').waitFor()
  } finally {
    writeFileSync(path, bytes)
  }
  return wrong
}
