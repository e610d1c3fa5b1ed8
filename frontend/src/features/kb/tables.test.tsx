import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Editor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import ArticleEditor from './article-editor';
import { TABLE_COMMANDS, withPlainTables } from './table-commands';
import { TABLE_NODES } from './table-nodes';

const TABLE = '<table><thead><tr><th>Plan</th><th>Rows</th></tr></thead><tbody><tr><td>Free</td><td>10</td></tr></tbody></table>';

beforeAll(() => {
  // jsdom lays nothing out, and the field scrolls to what was inserted.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect = () => new DOMRect();
});

let editor: Editor | undefined;
afterEach(() => editor?.destroy());

const at = (words: string): Editor => {
  editor = new Editor({ element: document.createElement('div'), injectCSS: false, extensions: [StarterKit, ...TABLE_NODES], content: TABLE });
  let place = 0;
  editor.state.doc.descendants((node, position) => {
    if (node.text === words) place = position;
  });
  editor.commands.setTextSelection(place);
  return editor;
};

const texts = (of: Editor): string[][] => {
  const parsed = new DOMParser().parseFromString(of.getHTML(), 'text/html');
  return [...parsed.querySelectorAll('tr')].map((row) => [...row.cells].map((one) => one.textContent));
};

describe('tables in an article', () => {
  it('come back as they were', () => {
    // The field itself ends with a paragraph to write on in.
    expect(withPlainTables(at('Free').getHTML())).toBe(`${TABLE}<p></p>`);
  });

  it.each([
    ['rowAfter', [['Plan', 'Rows'], ['Free', '10'], ['', '']]],
    ['rowBefore', [['Plan', 'Rows'], ['', ''], ['Free', '10']]],
    ['columnAfter', [['Plan', '', 'Rows'], ['Free', '', '10']]],
    ['columnBefore', [['', 'Plan', 'Rows'], ['', 'Free', '10']]],
    ['deleteRow', [['Plan', 'Rows']]],
    ['deleteColumn', [['Rows'], ['10']]],
    ['deleteTable', []],
  ] as const)('%s', (name, expected) => {
    const one = at('Free');
    expect(TABLE_COMMANDS[name](one.state, one.view.dispatch)).toBe(true);
    expect(texts(one)).toEqual(expected);
  });

  it('keep what a cell spans, and what is more than one paragraph', () => {
    const one = at('Free');
    one.commands.setContent('<table><tr><td colspan="2"><p>a</p><p>b</p></td></tr><tr><td>c</td><td><ul><li>d</li></ul></td></tr></table>');
    const html = withPlainTables(one.getHTML());
    expect(html).toContain('<td colspan="2"><p>a</p><p>b</p></td>');
    expect(html).toContain('<td>c</td>');
    expect(html).toContain('<ul><li>');
  });
});

describe('the tools of the field', () => {
  it('add a table and change the one with the caret by keyboard', async () => {
    const changed = vi.fn<(html: string) => void>();
    render(<ArticleEditor articleId={1} html="<p>Limits</p>" revision={1} label="Article text" isReadOnly={false} onChange={changed} />);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Table' }));
    const tools = await screen.findByRole('group', { name: 'Table' });
    const rows = (): number => (changed.mock.lastCall?.[0].match(/<tr>/g) ?? []).length;
    await waitFor(() => expect(rows()).toBe(3));
    within(tools).getByRole('button', { name: 'Row below' }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(rows()).toBe(4));
    await user.click(within(tools).getByRole('button', { name: 'Delete table' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Table' })).toBeNull());
  });
});
