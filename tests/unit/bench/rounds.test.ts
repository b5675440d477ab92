import { describe, expect, it } from 'vitest'
import { type Figure, reached } from '../../../scripts/bench/figures/figure.ts'
import { alternate, compare, median } from '../../../scripts/bench/figures/rounds.ts'
import { tableOf } from '../../../scripts/bench/figures/table.ts'
import { latencyFigures } from '../../../scripts/bench/load/latencies.ts'

const figure = (median: number, aim: Figure['aim']): Figure => ({
  ...{ section: 'list', name: 'requests', unit: '/s', service: 12_345.6, bare: 20_000, aim },
  ratio: { median, low: median, high: median },
})

describe('the rounds of a benchmark', () => {
  it('let the subjects take turns, and turn the order round every time', async () => {
    const order: string[] = []
    const turn = (name: string) => async () => order.push(name)
    await alternate(3, { service: turn('service'), bare: turn('bare') })
    expect(order).toEqual(['service', 'bare', 'bare', 'service', 'service', 'bare'])
  })

  it('give the median of the ratios of single rounds, not the ratio of the medians', () => {
    const rounds = [
      { service: 10, bare: 10 },
      { service: 20, bare: 40 },
      { service: 30, bare: 20 },
    ]
    const line = { section: 's', name: 'n', unit: '/s', aim: null, rounds }
    const { service, bare, ratio } = compare({ ...line, service: (r) => r.service, bare: (r) => r.bare })
    expect({ service, bare }).toEqual({ service: 20, bare: 20 })
    expect(ratio).toEqual({ median: 1, low: 0.5, high: 1.5 })
  })

  it('take the mean of the middle two of an even number, in numerical order', () => {
    expect(median([100, 9, 20, 30])).toBe(25)
    expect(median([])).toBeNaN()
  })
})

describe('an aim', () => {
  it.each([
    [0.8, { atLeast: 0.8 }, true],
    [0.79, { atLeast: 0.8 }, false],
    [1.3, { atMost: 1.3 }, true],
    [1.31, { atMost: 1.3 }, false],
    [9, null, null],
  ] as const)('of a ratio of %d against %o is reached: %s', (ratio, aim, expected) => {
    expect(reached(figure(ratio, aim))).toBe(expected)
  })

  it('of a figure that is compared with nothing is one of the figure itself', () => {
    const alone = { ...figure(0, { atMost: 200 }), ratio: null }
    expect([reached({ ...alone, service: 199 }), reached({ ...alone, service: 201 })]).toEqual([true, false])
  })

  it('that is missed is called so in the table', () => {
    const [, , missed, ok] = tableOf([figure(0.5, { atLeast: 0.8 }), figure(0.9, { atLeast: 0.8 })]).split('\n')
    expect(missed).toMatch(/\| list +\| requests +\| +12,346 \| +20,000 \| \/s +\| +0\.50 \|.*\| ≥ 0\.8 +\| missed \|$/)
    expect(ok).toMatch(/\| ok +\|$/)
  })
})

describe('latencies', () => {
  it('are sorted as numbers before their shares are taken', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(latencyFigures(hundred)).toEqual({ count: 100, p50: 51, p95: 96, p99: 100, max: 100 })
  })
})
