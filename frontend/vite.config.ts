import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const BACKEND = process.env.CANDOR_BACKEND ?? 'http://127.0.0.1:8000';
/** Paths that Django answers; everything else is the workspace and is served by Vite. */
const BACKEND_PATHS = ['/api', '/_allauth', '/accounts', '/help', '/widget', '/demo', '/static/widget', '/static/demo'];

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
  },
  server: {
    port: 5173,
    proxy: {
      ...Object.fromEntries(BACKEND_PATHS.map((path) => [path, { target: BACKEND }])),
      '/ws': { target: BACKEND.replace(/^http/, 'ws'), ws: true },
    },
  },
}));
