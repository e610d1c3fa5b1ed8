import { afterEach, describe, expect, it, vi } from 'vitest';
import { handleKey, registerShortcuts, setSingleKeys } from './shortcuts';
import { capsOf } from './shortcut-keys';

const removals: (() => void)[] = [];

function register(keys: string, run: () => void | false, extra: { whileTyping?: boolean; overLayers?: boolean } = {}) {
  removals.push(registerShortcuts({ title: 'Test', shortcuts: [{ keys, label: keys, run, ...extra }] }));
}

function press(key: string, options: KeyboardEventInit = {}, target: EventTarget = document.body, now = 0): boolean {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...options });
  Object.defineProperty(event, 'target', { value: target });
  return handleKey(event, now);
}

afterEach(() => {
  removals.splice(0).forEach((remove) => remove());
  setSingleKeys(true);
  document.body.replaceChildren();
});

describe('shortcuts', () => {
  it('runs a sequence only when its keys follow quickly', () => {
    const go = vi.fn();
    register('g i', go);
    press('g', {}, document.body, 0);
    press('i', {}, document.body, 500);
    expect(go).toHaveBeenCalledTimes(1);
    press('g', {}, document.body, 10_000);
    press('i', {}, document.body, 12_000);
    expect(go).toHaveBeenCalledTimes(1);
  });

  it('prefers the sequence over the single key that ends it', () => {
    const single = vi.fn();
    const sequence = vi.fn();
    register('i', single);
    register('g i', sequence);
    press('g');
    press('i', {}, document.body, 100);
    expect([single.mock.calls.length, sequence.mock.calls.length]).toEqual([0, 1]);
  });

  it('leaves single keys to the field that has focus', () => {
    const run = vi.fn();
    const palette = vi.fn();
    register('e', run);
    register('mod+k', palette, { whileTyping: true });
    const field = document.createElement('textarea');
    press('e', {}, field);
    press('k', { ctrlKey: true }, field);
    expect([run.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
  });

  it('stays silent behind an open dialog', () => {
    const run = vi.fn();
    register('e', run);
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    dialog.dataset.state = 'open';
    document.body.append(dialog);
    press('e');
    expect(run).not.toHaveBeenCalled();
  });

  it('can switch single keys off and keeps combinations', () => {
    const run = vi.fn();
    const save = vi.fn();
    register('e', run);
    register('mod+enter', save);
    setSingleKeys(false);
    press('e');
    press('Enter', { ctrlKey: true });
    expect([run.mock.calls.length, save.mock.calls.length]).toEqual([0, 1]);
  });

  it('lets the newest registration win and falls back when it declines', () => {
    const older = vi.fn();
    register('r', older);
    register('r', () => false);
    expect(press('r')).toBe(false);
    removals.pop()?.();
    press('r');
    expect(older).toHaveBeenCalledTimes(1);
  });

  it('tells a shifted letter from a sign that needs shift', () => {
    const letter = vi.fn();
    const sign = vi.fn();
    register('shift+r', letter);
    register('?', sign);
    press('R', { shiftKey: true });
    press('?', { shiftKey: true });
    expect([letter.mock.calls.length, sign.mock.calls.length]).toEqual([1, 1]);
    expect(capsOf('shift+r')).toEqual(['⇧', 'R']);
  });
});
