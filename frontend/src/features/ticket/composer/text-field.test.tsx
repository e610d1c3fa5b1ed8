import { act, render, screen } from '@testing-library/react';
import { useLayoutEffect, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { EditorHandle, EditorProps } from './editor-port';
import { TextField } from './text-field';

const handle = (name: string) => ({ name, focus: vi.fn(), caret: () => 'end' as const, insertHtml: vi.fn(), startMention: vi.fn() });
const rich = handle('rich');

vi.mock('./rich-editor', () => ({
  default: function Rich({ onReady }: EditorProps) {
    useLayoutEffect(() => onReady(rich), [onReady]);
    return <div>rich</div>;
  },
}));

let current: EditorHandle | null = null;

function onReady(ready: EditorHandle) {
  current = ready;
  return () => {
    if (current === ready) current = null;
  };
}

function Desk() {
  const [html, setHtml] = useState('');
  return (
    <TextField
      html={html}
      revision={0}
      message={0}
      label="Reply"
      placeholder=""
      mentionable={null}
      onChange={setHtml}
      onFiles={vi.fn()}
      onReady={onReady}
    />
  );
}

describe('the field that becomes the editor', () => {
  it('can be reached before, and after the exchange through what came in its place', async () => {
    const { unmount } = render(<Desk />);
    expect(current).not.toBeNull();
    act(() => current?.focus());
    expect(screen.getByRole('textbox')).toHaveFocus();
    await screen.findByText('rich');
    // After all effects, those that wait for the next frame too.
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(current).toBe(rich);
    unmount();
    expect(current).toBeNull();
  });
});
