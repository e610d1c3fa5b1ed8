import type { EditorState, Transaction } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  toggleHeaderRow,
} from '@tiptap/pm/tables';

/** What can be done to the table in which the caret is. */
export const TABLE_COMMANDS = {
  rowBefore: addRowBefore,
  rowAfter: addRowAfter,
  columnBefore: addColumnBefore,
  columnAfter: addColumnAfter,
  headerRow: toggleHeaderRow,
  deleteRow,
  deleteColumn,
  deleteTable,
} as const satisfies Record<string, (state: EditorState, dispatch?: (tr: Transaction) => void) => boolean>;

export type TableCommand = keyof typeof TABLE_COMMANDS;

/**
 * The markup of tables as a reader's page has it: words of one paragraph stand in their cell by themselves, and a
 * first row of headings is the head of its table.
 */
export function withPlainTables(html: string): string {
  if (!html.includes('<table')) return html;
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const cell of parsed.querySelectorAll('td, th')) {
    const [only] = cell.children;
    if (cell.childNodes.length === 1 && only?.tagName === 'P') only.replaceWith(...only.childNodes);
  }
  for (const table of parsed.querySelectorAll('table')) {
    const first = table.rows[0];
    if (!first || table.tHead || first.querySelector('td')) continue;
    table.createTHead().append(first);
  }
  return parsed.body.innerHTML;
}
