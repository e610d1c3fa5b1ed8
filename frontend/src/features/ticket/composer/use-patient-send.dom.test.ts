import { act, renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import type { Composition } from './use-composer';
import { usePatientSend } from './use-patient-send';
import type { Obstacle } from './use-send';

const written = (html: string, obstacle: Obstacle | null) => ({ html, obstacle }) as Composition;

function sender(obstacle: Obstacle | null) {
  const go = vi.fn();
  const hook = renderHook(({ now }: { now: Composition }) => usePatientSend('public', now, go), { initialProps: { now: written('Hello', obstacle) } });
  return { go, ...hook };
}

describe('the key that sends', () => {
  it('sends at once', () => {
    const { go, result } = sender(null);
    act(() => result.current.send(true));
    expect(go).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('is kept while the recipients are looked up, and sends once', () => {
    const { go, result, rerender } = sender('recipients');
    act(() => result.current.send(false));
    act(() => result.current.send(false));
    expect(go).not.toHaveBeenCalled();
    expect(result.current.isWaiting).toBe(true);
    rerender({ now: written('Hello', null) });
    rerender({ now: written('Hello', null) });
    expect(go).toHaveBeenCalledExactlyOnceWith(false);
    expect(result.current.isWaiting).toBe(false);
  });

  it('is forgotten when more is written', () => {
    const { go, result, rerender } = sender('uploading');
    act(() => result.current.send(false));
    rerender({ now: written('Hello you', 'uploading') });
    rerender({ now: written('Hello you', null) });
    expect(go).not.toHaveBeenCalled();
  });

  it('waits for nothing that does not end by itself', () => {
    const { go, result, rerender } = sender('empty');
    act(() => result.current.send(false));
    expect(result.current.isWaiting).toBe(false);
    rerender({ now: written('Hello', null) });
    expect(go).not.toHaveBeenCalled();
  });
});
