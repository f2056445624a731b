import { defineConfig } from 'vitest/config';

/** Whole load runs, minutes each: `npm run test:load`. */
export default defineConfig({
  test: {
    include: ['tests/load/**/*.test.ts'],
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
