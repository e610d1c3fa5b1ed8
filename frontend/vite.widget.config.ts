import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { asciiOutput } from './build/ascii-output';
import { sizeLimit } from './build/size-limit';

const ENTRIES = {
  loader: { file: 'widget.js', name: 'CandorLoader', source: 'src/widget/loader.ts', limit: 20 },
  app: { file: 'widget-app.js', name: 'CandorWidgetApp', source: 'src/widget/app/main.tsx', limit: 60 },
  recorder: { file: 'widget-recorder.js', name: 'CandorWidgetRecorder', source: 'src/widget/recorder/main.tsx', limit: 20 },
} as const;

/**
 * One run builds one script (WIDGET_ENTRY=loader|app|recorder), because an IIFE bundle cannot be split. They
 * need different global names, or the second overwrites the first on the host page.
 */
const wanted = process.env.WIDGET_ENTRY;
const chosen = wanted === 'app' || wanted === 'recorder' ? ENTRIES[wanted] : ENTRIES.loader;

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
