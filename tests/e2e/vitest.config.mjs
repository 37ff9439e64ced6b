// End-to-end: the real editor in a real browser. One editor for all files; they take turns.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: `${import.meta.dirname}/../../.cache/vite`,
  test: {
    root: import.meta.dirname,
    include: ['**/*.e2e.mjs'],
    globalSetup: ['harness/editor.mjs'],
    fileParallelism: false,
    testTimeout: 60_000,
    // A state may take as long as a busy machine needs: vitest's own second is a time, not a state.
    expect: { poll: { timeout: 20_000, interval: 50 } },
    hookTimeout: 120_000,
  },
});
