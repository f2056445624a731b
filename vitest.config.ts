import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib,thresholds,twin,tests}/**/*.test.ts'],
    exclude: ['tests/real/**', '**/node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
