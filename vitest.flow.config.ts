import { defineConfig } from 'vitest/config';

/** Whole drives with a fault in each step: `npm run test:flow`. Most of their time is waiting, so some run side by side. */
export default defineConfig({
  test: {
    include: ['tests/flow/**/*.test.ts'],
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
