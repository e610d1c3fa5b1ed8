import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ticketNumberOf } from '@/shared/lib/numbers';
import { Field, FormSection, useReasonOf } from '@/shared/ui';
import { macrosApi, type Tried } from './api';
import { bodyOf, type MacroValues } from './macro-form';

const PAUSE_MS = 400;

function useSettled<Value>(value: Value, key: string): Value {
  const [settled, setSettled] = useState({ value, key });
  useEffect(() => {
    if (settled.key === key) return undefined;
    const timer = setTimeout(() => setSettled({ value, key }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, settled.key, value]);
  return settled.value;
}

/** The macro as it stands in the form, on a ticket that one names. Nothing is changed. */
export function Preview({ values }: { values: MacroValues }) {
  const { t } = useTranslation('macros-settings');
  const reasonOf = useReasonOf();
  const [text, setText] = useState('');
  const { text: words, actions } = bodyOf(values);
  const number = ticketNumberOf(text);
  const asked = useSettled({ number, words, actions }, JSON.stringify({ number, words, actions }));
  const query = useQuery({
    queryKey: ['macros', 'try', asked],
    queryFn: ({ signal }) => macrosApi.tryOn(asked.number ?? 0, { text: asked.words, ...(asked.actions ? { actions: asked.actions } : {}) }, signal),
    enabled: asked.number !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <FormSection title={t('preview.title')} hint={t('preview.hint')}>
      <Field
        label={t('preview.number')}
        inputMode="numeric"
        dir="ltr"
        maxLength={16}
        value={text}
        error={text.trim() !== '' && number === null ? t('preview.noNumber') : null}
        onChange={(event) => setText(event.target.value)}
      />
      <div aria-live="polite">
        {query.error ? (
          <p className="hint bad" dir="auto">
            {reasonOf(query.error)}
          </p>
        ) : query.data && number !== null ? (
          <Shown tried={query.data} />
        ) : null}
      </div>
    </FormSection>
  );
}

function Shown({ tried }: { tried: Tried }) {
  const { t } = useTranslation('macros-settings');
  const doc = new DOMParser().parseFromString(tried.body_html.replaceAll('<br>', '\n'), 'text/html');
  const lines = [...doc.body.children].map((part) => part.textContent).join('\n\n');
  const said = (value: unknown): string => {
    if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : t('preview.nothing');
    return typeof value === 'string' && value !== '' ? value : t('preview.nothing');
  };
  return (
    <>
      {lines ? (
        <blockquote className="mprev pre" dir="auto">
          {lines}
        </blockquote>
      ) : (
        <p className="t2">{t('preview.noText')}</p>
      )}
      {tried.missing.length > 0 ? (
        <p className="hint bad">
          {t('preview.missing')} <bdi>{tried.missing.join(', ')}</bdi>
        </p>
      ) : null}
      {tried.changes.length > 0 ? (
        <table className="dt">
          <thead>
            <tr>
              <th scope="col">{t('preview.field')}</th>
              <th scope="col">{t('preview.old')}</th>
              <th scope="col">{t('preview.new')}</th>
            </tr>
          </thead>
          <tbody>
            {tried.changes.map(({ field, old, new: next }) => (
              <tr key={field}>
                <th scope="row">{t(`preview.fields.${field}` as 'preview.fields.status')}</th>
                <td data-label={t('preview.old')} className="t2" dir="auto">
                  {said(old)}
                </td>
                <td data-label={t('preview.new')} dir="auto">
                  {said(next)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="t2">{t('preview.noChanges')}</p>
      )}
    </>
  );
}
