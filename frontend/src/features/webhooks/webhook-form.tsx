import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '@/shared/ui';
import { TypesFields } from './types-fields';

export interface Draft {
  url: string;
  types: string[];
  note: string;
}

export interface WebhookFormProps {
  id: string;
  draft: Draft;
  /** Why it was not saved, in words. */
  fault: string | null;
  onDraft: (draft: Draft) => void;
  onSave: (draft: Draft) => void;
}

/** Where to, what, and a note for colleagues. */
export function WebhookForm({ id, draft, fault, onDraft, onSave }: WebhookFormProps) {
  const { t } = useTranslation('webhooks');
  const form = useRef<HTMLFormElement>(null);
  const [hasTried, setTried] = useState(false);
  const lacksUrl = !/^https?:\/\/[^\s/]/.test(draft.url.trim());
  const lacksTypes = draft.types.length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    const gap = lacksUrl ? 'input' : lacksTypes ? 'input[type="radio"]:checked' : null;
    if (gap) form.current?.querySelector<HTMLElement>(gap)?.focus();
    else onSave({ ...draft, url: draft.url.trim(), note: draft.note.trim() });
  };
  return (
    <form ref={form} id={id} className="whform" noValidate onSubmit={submit}>
      <Field
        label={t('form.url')}
        hint={t('form.urlHint')}
        error={hasTried && lacksUrl ? t('form.urlMissing') : null}
        value={draft.url}
        maxLength={1000}
        type="url"
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        onChange={(event) => onDraft({ ...draft, url: event.target.value })}
      />
      <TypesFields types={draft.types} error={hasTried && lacksTypes ? t('form.typesMissing') : null} onTypes={(types) => onDraft({ ...draft, types })} />
      <Field
        label={t('form.note')}
        hint={t('form.noteHint')}
        value={draft.note}
        maxLength={300}
        dir="auto"
        autoComplete="off"
        onChange={(event) => onDraft({ ...draft, note: event.target.value })}
      />
      {fault ? (
        <p className="notice bad" role="alert">
          {fault}
        </p>
      ) : null}
    </form>
  );
}
