import { act, render } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import type { EditorHandle } from './editor-port';
import RichEditor from './rich-editor';

const FIXED = { label: 'Reply', placeholder: '', mentionable: null, onFiles: vi.fn(), caret: 'end' as const };

function editor() {
  const heard: string[] = [];
  const found: { handle?: EditorHandle } = {};
  const props = {
    ...FIXED,
    onChange: (html: string) => void heard.push(html),
    onReady: (ready: EditorHandle) => {
      found.handle = ready;
      return () => undefined;
    },
  };
  const { rerender } = render(<RichEditor {...props} html="<p>It is</p>" revision={0} message={0} />);
  return {
    show: (html: string, count: number) => rerender(<RichEditor {...props} html={html} revision={count} message={count} />),
    write: (text: string) => act(() => found.handle?.insertHtml(text)),
    focus: (at: number) => act(() => found.handle?.focus(at)),
    said: () => heard.at(-1),
  };
}

it('leaves the caret where one writes when the stored draft arrives', () => {
  const { show, write, said } = editor();
  show('<p>It is</p>', 1);
  write(' there');
  expect(said()).toBe('<p>It is there</p>');
});

it('goes on behind a draft that comes with other words', () => {
  const { show, write, said } = editor();
  show('<p>Good morning</p>', 1);
  write(', Ada');
  expect(said()).toBe('<p>Good morning, Ada</p>');
});

it('leaves a caret within the text there', () => {
  const { show, write, focus, said } = editor();
  focus(3);
  show('<p>It was</p>', 1);
  write('...');
  expect(said()).toBe('<p>It... was</p>');
});
