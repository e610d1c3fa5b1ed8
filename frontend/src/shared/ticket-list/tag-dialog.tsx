import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Field } from '../ui';
import type { BulkInput } from './use-bulk';

export interface TagDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  known: readonly string[];
  count: number;
  onChange: (changes: BulkInput['changes']) => void;
}

/** Split "billing, exports" into clean names. */
export function tagsFrom(text: string): string[] {
  const names = text.split(/[,\s]+/).map((name) => name.trim().replace(/^#/, '').toLowerCase());
  return [...new Set(names.filter(Boolean))];
}

/** Add tags to the chosen tickets, or take them off. */
export function TagDialog({ isOpen, onOpenChange, known, count, onChange }: TagDialogProps) {
  const { t } = useTranslation('ticket-list');
  const [text, setText] = useState('');
  const listId = useId();
  const names = tagsFrom(text);
  const finish = (changes: BulkInput['changes']): void => {
    if (names.length === 0) return;
    onChange(changes);
    setText('');
    onOpenChange(false);
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t('tags.title', { count })}
      footer={
        <>
          <Button onClick={() => finish({ remove_tags: names })} unavailable={names.length ? null : t('tags.missing')}>
            {t('tags.remove')}
          </Button>
          <Button variant="primary" onClick={() => finish({ add_tags: names })} unavailable={names.length ? null : t('tags.missing')}>
            {t('tags.add')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          finish({ add_tags: names });
        }}
      >
        <Field label={t('tags.label')} hint={t('tags.hint')} list={listId} value={text} onChange={(event) => setText(event.target.value)} />
        <datalist id={listId}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </form>
    </Dialog>
  );
}
