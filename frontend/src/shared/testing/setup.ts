import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startI18n, textsFrom } from '../lib/i18n';
import { server } from './server';

startI18n(
  textsFrom(
    import.meta.glob(['/src/shared/locales/en.json', '../*/locales/en.json', '../../app/locales/en.json', '../../features/*/locales/en.json'], {
      eager: true,
      import: 'default',
    }),
    'testing',
  ),
  'en',
);

// A busy machine must not turn a slow answer into a failure.
configure({ asyncUtilTimeout: 15_000 });

// jsdom has no layout; virtual lists, Radix and cmdk ask for these.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
Element.prototype.scrollIntoView ??= function scrollIntoView() {};
// The rich editor scrolls to its caret, which jsdom has no place for.
Range.prototype.getClientRects ??= () => document.createElement('p').getClientRects();
Range.prototype.getBoundingClientRect ??= () => document.createElement('p').getBoundingClientRect();
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.releasePointerCapture ??= () => undefined;
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})) as unknown as typeof matchMedia;

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
});
afterAll(() => server.close());
