import { describe, expect, it } from 'vitest';
import { bytesOf, isKnownHere, textOf, wasCalledOff } from './passkeys';

describe('bytes as text', () => {
  it.each([[[]], [[0]], [[255, 254, 253]], [[251, 255]], [[1, 2, 3, 4]]])('go both ways: %j', (bytes) => {
    const text = textOf(Uint8Array.from(bytes).buffer);
    expect(text).toMatch(/^[\w-]*$/);
    expect([...bytesOf(text)]).toEqual(bytes);
  });
});

describe('what the browser throws', () => {
  it('tells a question that was closed from a fault', () => {
    expect(wasCalledOff(new DOMException('', 'NotAllowedError'))).toBe(true);
    expect(wasCalledOff(new DOMException('', 'SecurityError'))).toBe(false);
    expect(wasCalledOff(new Error('NotAllowedError'))).toBe(false);
    expect(isKnownHere(new DOMException('', 'InvalidStateError'))).toBe(true);
  });
});
