import { TextSelection } from '@tiptap/pm/state';
import { goToNextCell, tableEditing } from '@tiptap/pm/tables';
import { mergeAttributes, Node, type Editor } from '@tiptap/react';
import { TABLE_COMMANDS, type TableCommand } from './table-commands';

const ROLES: Readonly<Record<string, string>> = { table: 'table', tableRow: 'row', tableCell: 'cell', tableHeader: 'header_cell' };

const spans = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(Math.max(Number(element.getAttribute(name)) || 1, 1), 20),
  renderHTML: (attributes: Record<string, unknown>) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }),
});

const cell = (name: 'tableCell' | 'tableHeader', tag: 'td' | 'th') =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({ colspan: spans('colspan'), rowspan: spans('rowspan'), colwidth: { default: null, rendered: false } }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
  });

const run =
  (name: TableCommand) =>
  ({ editor }: { editor: Editor }): boolean =>
    TABLE_COMMANDS[name](editor.state, editor.view.dispatch);

const TableNode = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: ({ name }) => (ROLES[name] ? { tableRole: ROLES[name] } : {}),
  addProseMirrorPlugins: () => [tableEditing()],
  addKeyboardShortcuts: () => ({
    // After the last cell Tab leaves the field, as everywhere: no reader of keys is held in a table.
    Tab: ({ editor }) => goToNextCell(1)(editor.state, editor.view.dispatch),
    'Shift-Tab': ({ editor }) => goToNextCell(-1)(editor.state, editor.view.dispatch),
    'Mod-Alt-ArrowDown': run('rowAfter'),
    'Mod-Alt-ArrowUp': run('rowBefore'),
    'Mod-Alt-ArrowRight': run('columnAfter'),
    'Mod-Alt-ArrowLeft': run('columnBefore'),
    'Mod-Alt-Backspace': run('deleteRow'),
  }),
});

const RowNode = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

/** Tables within the text of an article. */
export const TABLE_NODES = [TableNode, RowNode, cell('tableCell', 'td'), cell('tableHeader', 'th')];

const ROWS = 3;
const COLUMNS = 3;

/** A table to begin with: a row of headings, and two to fill. */
const NEW_TABLE = {
  type: 'table',
  content: Array.from({ length: ROWS }, (_row, row) => ({
    type: 'tableRow',
    content: Array.from({ length: COLUMNS }, () => ({ type: row === 0 ? 'tableHeader' : 'tableCell', content: [{ type: 'paragraph' }] })),
  })),
};

/** Add a table where the caret is, and go into its first cell. */
export function addTable(editor: Editor): void {
  const { from } = editor.state.selection;
  editor
    .chain()
    .focus()
    .insertContent(NEW_TABLE)
    .command(({ tr }) => {
      tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(from + 1, tr.doc.content.size))));
      return true;
    })
    .run();
}
