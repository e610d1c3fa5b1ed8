import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '@/shared/form';
import { Button, FormSection } from '@/shared/ui';
import type { Variable } from './api';
import type { MacroValues } from './macro-form';

/** What is written to the customer, with its variables. */
export function TextFields({ form, variables }: { form: Form<MacroValues>; variables: readonly Variable[] }) {
  const { t } = useTranslation('macros-settings');
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const error = form.errorOf('text');
  const insert = (name: string): void => {
    const field = area.current;
    if (!field) return;
    field.focus();
    field.setRangeText(`{{${name}}}`, field.selectionStart, field.selectionEnd, 'end');
    form.set({ text: field.value });
  };
  return (
    <FormSection title={t('text')} hint={t('textHint')}>
      <div>
        <label className="lab" htmlFor={id}>
          {t('text')}
        </label>
        <span className={`field tall${error ? ' is-bad' : ''}`}>
          <textarea
            ref={area}
            id={id}
            rows={8}
            maxLength={20_000}
            dir="auto"
            value={form.values.text}
            aria-invalid={error ? true : undefined}
            aria-describedby={`${id}-note`}
            onChange={(event) => form.set({ text: event.target.value })}
            onBlur={() => form.leave('text')}
          />
        </span>
        <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
          {error ?? t('fallbackHint', { example: '{{customer.first_name|there}}' })}
        </p>
        <div className="mvars" role="group" aria-label={t('variables')}>
          {variables.map(({ name }) => (
            <Button key={name} size="sm" aria-label={t('insert', { name })} onClick={() => insert(name)}>
              {name}
            </Button>
          ))}
        </div>
      </div>
    </FormSection>
  );
}
