import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/webview/build.ts',
    // The webview test starts a real browser.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
