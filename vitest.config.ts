import { defineConfig } from 'vitest/config'

/**
 * Quick suites run two files at a time (the machines that run them have two cores).
 * @param isolate whether every file loads all its modules anew. Loading takes longer than most tests: suites whose tests touch nothing
 * but what they are handed go without.
 */
const quick = (name: string, isolate: boolean) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    isolate,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // How long a condition is waited for: what a slow machine needs, not what is usual.
    expect: { poll: { timeout: 60_000 } },
  },
})

/** Suites that start whole processes or a browser run one file at a time; `npm test` runs two such suites side by side. */
const heavy = (name: string) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
    fileParallelism: false,
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    allowOnly: false,
    projects: [
      quick('arch', false),
      quick('unit', false),
      quick('adapters', true),
      quick('http', true),
      heavy('crash'),
      heavy('e2e'),
      heavy('desktop'),
      heavy('tools'),
      heavy('agents'),
      heavy('openclaw'),
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
