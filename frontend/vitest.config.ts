import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) };

/** What needs no page, a `.test.ts`, shares one process; making a page for each file takes longer than its tests. */
const LOGIC = { include: ['src/**/*.test.ts', 'build/**/*.test.ts'], exclude: ['**/*.dom.test.ts', 'src/widget/**', 'src/demo/**'] };

/** Screens apart from the widget and the demo page, because those compile JSX for Preact. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'logic',
          environment: 'node',
          ...LOGIC,
          isolate: false,
          restoreMocks: true,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: 'workspace',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx', 'src/**/*.dom.test.ts'],
          exclude: ['src/widget/**', 'src/demo/**'],
          setupFiles: ['src/shared/testing/setup.ts'],
          restoreMocks: true,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        resolve: { alias },
        test: {
          name: 'preact',
          environment: 'jsdom',
          include: ['src/widget/**/*.test.{ts,tsx}', 'src/demo/**/*.test.{ts,tsx}'],
          restoreMocks: true,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
