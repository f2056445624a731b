import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib,thresholds,twin,tests}/**/*.test.ts'],
    exclude: ['tests/real/**', 'tests/load/**', 'tests/flow/**', '**/node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Twins, k6 and real time-outs share the machine: side by side they would disturb each other for no gain.
    fileParallelism: false,
  },
});
