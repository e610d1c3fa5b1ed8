import type { Editor } from '@tiptap/react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui';
import { TABLE_COMMANDS, type TableCommand } from './table-commands';

const COMMANDS = Object.keys(TABLE_COMMANDS) as TableCommand[];

/** What can be done to the table in which the caret is; shown while it is in one. */
export function TableTools({ editor }: { editor: Editor }) {
  const { t } = useTranslation('kb');
  return (
    <div className="etool ttool" role="group" aria-label={t('table.tools')}>
      {COMMANDS.map((name) => (
        <Button
          key={name}
          size="sm"
          variant="ghost"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            TABLE_COMMANDS[name](editor.state, editor.view.dispatch);
            editor.commands.focus();
          }}
        >
          {t(`table.${name}`)}
        </Button>
      ))}
    </div>
  );
}
