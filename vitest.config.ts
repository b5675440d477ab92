import { defineConfig } from 'vitest/config'

/** Quick suites run two files at a time (the machines that run them have two cores). */
const quick = (name: string) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // How long a condition is waited for: what a slow machine needs, not what is usual.
    expect: { poll: { timeout: 25_000 } },
  },
})

/** Suites that start whole processes or a browser run one file at a time, so that they measure the product, not each other. */
const heavy = (name: string) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    allowOnly: false,
    projects: [
      quick('arch'),
      quick('unit'),
      quick('adapters'),
      quick('http'),
      heavy('crash'),
      heavy('e2e'),
      heavy('desktop'),
    ],
    coverage: {
      provider: 'v8',
      include: ['contract/**/*.ts', 'main/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { 'contract/**': { lines: 95 }, 'main/core/**': { lines: 95 } },
    },
  },
})
