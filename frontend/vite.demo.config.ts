import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig(({ command }) => ({
  root: fileURLToPath(new URL('./src/demo', import.meta.url)),
  base: command === 'build' ? '/static/demo/' : '/demo/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { outDir: fileURLToPath(new URL('./dist/demo', import.meta.url)), emptyOutDir: true, target: 'es2022' },
  server: { proxy: { '/api': process.env.CANDOR_BACKEND ?? 'http://127.0.0.1:8000' } },
}));
