import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
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
  /** Why it was not saved. */
  error: unknown;
  /** The same in words, where no field of the form can say it. */
  fault: string | null;
  onDraft: (draft: Draft) => void;
  onSave: (draft: Draft) => void;
}

/** What the server refused, for as long as it stands there as it was sent. */
function useRefusals(error: unknown, draft: Draft): { url: string | null; types: string | null } {
  const [seen, setSeen] = useState<{ error: unknown; draft: Draft }>({ error: null, draft });
  // The draft is noted when its refusal comes.
  if (seen.error !== error) setSeen({ error, draft });
  const errors = isProblem(error) ? error.errors : {};
  return {
    url: seen.draft.url === draft.url ? (errors.url?.join(' ') ?? null) : null,
    types: seen.draft.types === draft.types ? (errors.types?.join(' ') ?? null) : null,
  };
}

/** Where to, what, and a note for colleagues. */
export function WebhookForm({ id, draft, error, fault, onDraft, onSave }: WebhookFormProps) {
  const { t } = useTranslation('webhooks');
  const form = useRef<HTMLFormElement>(null);
  const [hasTried, setTried] = useState(false);
  const lacksUrl = !/^https?:\/\/[^\s/]/.test(draft.url.trim());
  const lacksTypes = draft.types.length === 0;
  const { url, types } = useRefusals(error, draft);
  useEffect(() => {
    if (url) form.current?.querySelector<HTMLElement>('input')?.focus();
  }, [url]);
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
        error={hasTried && lacksUrl ? t('form.urlMissing') : url}
        value={draft.url}
        maxLength={1000}
        type="url"
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        onChange={(event) => onDraft({ ...draft, url: event.target.value })}
      />
      <TypesFields types={draft.types} error={hasTried && lacksTypes ? t('form.typesMissing') : types} onTypes={(types) => onDraft({ ...draft, types })} />
      <Field
        label={t('form.note')}
        hint={t('form.noteHint')}
        value={draft.note}
        maxLength={300}
        dir="auto"
        autoComplete="off"
        onChange={(event) => onDraft({ ...draft, note: event.target.value })}
      />
      {fault && !url && !types ? (
        <p className="notice bad" role="alert">
          {fault}
        </p>
      ) : null}
    </form>
  );
}
