import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { asciiOutput } from './build/ascii-output';
import { sizeLimit } from './build/size-limit';

const ENTRIES = {
  loader: { file: 'widget.js', name: 'CandorLoader', source: 'src/widget/loader.ts', limit: 20 },
  app: { file: 'widget-app.js', name: 'CandorWidgetApp', source: 'src/widget/app/main.tsx', limit: 60 },
} as const;

/**
 * One run builds one script (WIDGET_ENTRY=loader|app), because an IIFE bundle cannot be split. The
 * two need different global names, or the second overwrites the first on the host page.
 */
const chosen = process.env.WIDGET_ENTRY === 'app' ? ENTRIES.app : ENTRIES.loader;

export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [asciiOutput(), sizeLimit(chosen.limit)],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist/widget',
    emptyOutDir: chosen === ENTRIES.loader,
    target: 'es2020',
    // Older targets turn logical properties into :lang() rules, which then win over the phone's.
    cssTarget: ['chrome111', 'firefox113', 'safari16.2'],
    lib: { entry: chosen.source, name: chosen.name, formats: ['iife'], fileName: () => chosen.file },
  },
});
