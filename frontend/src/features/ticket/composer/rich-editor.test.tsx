import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import type { Named } from '@/shared/api';

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

describe('whom one may mention', () => {
  const INES = { id: 5, name: 'Ines Duarte' };
  const ARNO = { id: 6, name: 'Arno Inesco' };

  function note(mentionable: readonly Named[]) {
    const found: { handle?: EditorHandle } = {};
    const onChange = vi.fn<(html: string) => void>();
    const onReady = (ready: EditorHandle) => {
      found.handle = ready;
      return () => undefined;
    };
    const of = (people: readonly Named[]) => (
      <RichEditor {...FIXED} mentionable={people} onChange={onChange} onReady={onReady} html="" revision={0} message={0} />
    );
    const { rerender } = render(of(mentionable));
    return {
      write: (text: string) => act(() => found.handle?.insertHtml(text)),
      come: (people: readonly Named[]) => rerender(of(people)),
      press: (key: string) => fireEvent.keyDown(screen.getByRole('textbox'), { key }),
      // The list is there at once, and seen once it has its place.
      offered: () => screen.queryAllByRole('option', { hidden: true }).map((one) => one.textContent),
      onChange,
    };
  }

  it('is offered with the letter itself, so that the next key chooses', () => {
    const { write, press, offered, onChange } = note([INES, ARNO]);
    write('@Ine');
    expect(offered()).toEqual(['Ines Duarte', 'Arno Inesco']);
    write('sc');
    expect(offered()).toEqual(['Arno Inesco']);
    press('Enter');
    expect(onChange).toHaveBeenLastCalledWith(expect.stringContaining('data-mention="6"'));
  });

  it('is offered once known, though nothing more is typed', () => {
    const { write, come, press, offered, onChange } = note([]);
    write('@ine');
    expect(offered()).toEqual([]);
    come([INES, ARNO]);
    expect(offered()).toEqual(['Ines Duarte', 'Arno Inesco']);
    expect(screen.getByRole('textbox')).toHaveAttribute('aria-activedescendant', 'mention-5');
    press('ArrowDown');
    come([INES]);
    press('Enter');
    expect(onChange).toHaveBeenLastCalledWith(expect.stringContaining('data-mention="5"'));
    expect(offered()).toEqual([]);
  });
});
