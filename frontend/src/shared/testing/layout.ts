import { afterEach, beforeEach } from 'vitest';

/** Gives every element a size, so that virtual lists of this test file draw their rows. */
export function withLayout(height = 900, width = 1280): void {
  const kept = new Map<string, PropertyDescriptor | undefined>();
  const sizes = { offsetHeight: height, offsetWidth: width, clientHeight: height, clientWidth: width };
  beforeEach(() => {
    for (const [name, value] of Object.entries(sizes)) {
      kept.set(name, Object.getOwnPropertyDescriptor(HTMLElement.prototype, name));
      Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
    }
  });
  afterEach(() => {
    for (const [name, descriptor] of kept) {
      if (descriptor) Object.defineProperty(HTMLElement.prototype, name, descriptor);
      else delete (HTMLElement.prototype as unknown as Record<string, unknown>)[name];
    }
  });
}
