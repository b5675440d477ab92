import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PolicySimulation } from '../../contract/policy.ts'
import { barriers } from './support/barriers.ts'
import { openStage } from './support/console-stage.ts'
import { becomes, type ConsoleWindow, openStagedConsole } from './support/console-window.ts'
import { type GovernanceStage, stageGovernance } from './support/governance-stage.ts'
import { ownBrowser } from './support/own-browser.ts'
import { ago, shaOf } from './support/staged-facts.ts'
import { problem, type StagedService } from './support/staged-service.ts'

const TEXT = `version: 1
rules:
  - id: reading
    match: { levels: [read_only] }
    effect: allow
  - id: everything
    match: {}
    effect: ask
`
const side = (effect: 'allow' | 'ask' | 'deny', rule: string | null) => ({ effect, rule, reason: 'So it is.' })
const TRIED: PolicySimulation = {
  ...{ valid: true, problem: null, sha256: shaOf('tried'), calls: 120, more: 7 },
  lint: [{ kind: 'over_broad', rule: 'everything', by: null, detail: 'It matches every call.' }],
  changes: [
    {
      ...{ call_id: 'c-1', at: ago(50), tool: 'file.write', side_effect_level: 'local_write', task_id: 't-1' },
      ...{ before: side('ask', 'everything'), after: side('allow', 'open') },
    },
    {
      ...{ call_id: 'c-2', at: ago(60), tool: 'mail.send', side_effect_level: 'external_notify', task_id: 't-2' },
      ...{ before: side('deny', null), after: side('allow', 'open') },
    },
  ],
}

const browser = ownBrowser()
let service: StagedService
let stage: GovernanceStage
let window: ConsoleWindow
beforeEach(() => begin('admin'))
afterEach(async () => {
  await window.close()
  await service.close()
})

async function begin(scope: 'admin' | 'observer'): Promise<void> {
  ;({ service, governance: stage } = await openStage(scope, {}))
  stage.policy = { ...stage.policy, text: TEXT, sha256: shaOf(TEXT), origin: 'file' }
  stage.simulate = () => TRIED
}
const open = async (options = {}) => {
  window = await openStagedConsole(browser(), service.url, '#/policy', { reducedMotion: 'reduce', ...options })
  await field().waitFor()
}
const field = () => window.page.locator('textarea:not([readonly])')
const tryIt = () => window.page.getByRole('button', { name: 'Try on recorded calls' })
const save = () => window.page.getByRole('button', { name: 'Save and put in force' })
const another = async (text: string) => {
  stage.policy = { ...stage.policy, text, sha256: shaOf(text) }
  service.push('policy_loaded', { seq: 400, ts: ago(0), correlation_id: 'c', sha256: shaOf(text) })
}

describe('the policy', () => {
  test('is shown as it is in force, with what is wrong with its file and its rules', async () => {
    stage.policy = {
      ...stage.policy,
      lint: [{ kind: 'shadowed', rule: 'everything', by: 'reading', detail: 'Never reached.' }],
      refused: { sha256: shaOf('bad'), at: ago(2), reason: 'rules.0.effect: must be allow, ask or deny (line 4)' },
    }
    await open()
    expect(await field().inputValue()).toBe(TEXT)
    const refused = window.page.getByTestId('policy-refused')
    await refused.getByText('the last good policy is in force').waitFor()
    await refused.getByText('must be allow, ask or deny').waitFor()
    await window.page.getByText('/data/policy.yaml').waitFor()
    const remark = window.page.getByRole('list', { name: 'Remarks on the rules' })
    await remark.getByText('Shadowed:').waitFor()
    await remark.getByRole('button', { name: 'line 6' }).click()
    const selected = await field().evaluate((box) => {
      const { value, selectionStart, selectionEnd } = box as HTMLTextAreaElement
      return value.slice(selectionStart, selectionEnd)
    })
    expect(selected).toBe('  - id: everything')
    expect(window.complaints).toEqual([])
  })

  test('is saved only after exactly this text was tried, and the grave changes are named first', async () => {
    await open()
    expect(await save().isDisabled()).toBe(true)
    await field().fill(`${TEXT}# more\n`)
    expect(await save().isDisabled()).toBe(true)
    await window.page.getByText('Try exactly this text first.').waitFor()
    await tryIt().click()
    await window.page.getByText('9 of 120').waitFor()
    await window.page.getByText('1 would reach the outside without anybody being asked').waitFor()
    const changes = window.page.locator('[data-change]')
    expect(await changes.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-change')))).toEqual([
      'c-2',
      'c-1',
    ])
    expect(await changes.first().textContent()).toMatch(/^Grave.*denied by default → allowed by open$/)
    await field().press('End')
    await field().pressSequentially(' ')
    expect(await save().isDisabled()).toBe(true)
    await tryIt().click()
    await window.page.getByTestId('simulation').waitFor()
    const text = await field().inputValue()
    await save().click()
    await window.page.getByText('Text in force').waitFor()
    expect(stage.policy.text).toBe(text)
    expect(await window.page.getByText('not saved').count()).toBe(0)
  })

  test('a text that is not valid cannot be saved, and leads to its line', async () => {
    stage.simulate = () => ({
      ...TRIED,
      valid: false,
      problem: 'effect: not known (line 5, column 5)',
      changes: [],
      lint: [],
    })
    await open()
    await field().fill(TEXT.replace('allow', 'maybe'))
    await tryIt().click()
    await window.page.getByText('This text is not a valid policy').waitFor()
    await window.page.getByRole('button', { name: 'Go to line 5' }).click()
    expect(await save().isDisabled()).toBe(true)
    expect(await barriers(window.page)).toEqual([])
  })

  test('another one coming into force keeps what was typed and asks to try it again', async () => {
    await open()
    await field().fill(`${TEXT}# mine\n`)
    await tryIt().click()
    await window.page.getByTestId('simulation').waitFor()
    await another(`${TEXT}# theirs\n`)
    const overtaken = window.page.getByTestId('policy-overtaken')
    await overtaken.waitFor()
    expect(await field().inputValue()).toBe(`${TEXT}# mine\n`)
    expect(await save().isDisabled()).toBe(true)
    await overtaken.getByText('Look at the text in force').click()
    expect(await overtaken.getByLabel('Text in force').inputValue()).toBe(`${TEXT}# theirs\n`)
    expect(await barriers(window.page)).toEqual([])
    await overtaken.getByRole('button', { name: 'Keep my text as a change of the new one' }).click()
    expect(await save().isDisabled()).toBe(true)
    await tryIt().click()
    await expect.poll(() => save().isEnabled()).toBe(true)
    await save().click()
    await becomes(async () => stage.policy.text, `${TEXT}# mine\n`)
  })

  test('a refusal because of another one keeps the text, also when nothing was pushed', async () => {
    await open()
    await field().fill(`${TEXT}# mine\n`)
    await tryIt().click()
    await window.page.getByTestId('simulation').waitFor()
    const text = `${TEXT}# theirs\n`
    stage.policy = { ...stage.policy, text, sha256: shaOf(text) }
    await save().click()
    await window.page.getByTestId('policy-overtaken').waitFor()
    expect(await field().inputValue()).toBe(`${TEXT}# mine\n`)
    expect(stage.policy.text).toBe(text)
    await window.page.getByRole('button', { name: 'Drop my change' }).click()
    await becomes(() => field().inputValue(), text)
  })

  test('one that cannot be written keeps the text and says why', async () => {
    await open()
    await field().fill(`${TEXT}# mine\n`)
    await tryIt().click()
    await window.page.getByTestId('simulation').waitFor()
    service.on('PUT /api/policy', () => problem('storage_failed', 'The disk is full.'))
    await save().click()
    await window.page.getByText('The disk is full.').waitFor()
    expect(await field().inputValue()).toBe(`${TEXT}# mine\n`)
  })

  test('characters that a text field hides are named with their line', async () => {
    await open()
    await field().fill(`${TEXT}# ${String.fromCodePoint(0x202e)}\n`)
    await window.page.getByText('line 9: U+202E right-to-left override').waitFor()
  })

  test('who may only read can try a change, and not save it', async () => {
    await service.close()
    await begin('observer')
    await open()
    await field().fill(`${TEXT}# mine\n`)
    await tryIt().click()
    await window.page.getByTestId('simulation').waitFor()
    expect(await save().isDisabled()).toBe(true)
    await window.page.getByText('This session may only read').waitFor()
  })

  test('that cannot be read is said, and read again on request', async () => {
    service.on('GET /api/policy', () => problem('audit_unavailable', 'The log is damaged.'))
    window = await openStagedConsole(browser(), service.url, '#/policy', {})
    await window.page.getByText('The log is damaged.').waitFor()
    stageGovernance(service, stage)
    await window.page.getByRole('button', { name: 'Try again' }).click()
    await field().waitFor()
  })
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  // Colours do not depend on the width.
  test.each(colorScheme === 'light' ? [1280, 400] : [1280])(
    'the policy has no serious barrier and fits a window %i pixels wide',
    async (width) => {
      await open({ colorScheme, viewport: { width, height: 800 } })
      expect(await barriers(window.page), 'in force').toEqual([])
      await field().fill(`${TEXT}# ${'long '.repeat(200)}\n`)
      await tryIt().click()
      await window.page.getByTestId('simulation').waitFor()
      expect(await barriers(window.page), 'tried').toEqual([])
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      expect(window.complaints).toEqual([])
    },
  )
})
