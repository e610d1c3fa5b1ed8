import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { Button, FormSection, Segmented, useReasonOf } from '@/shared/ui';
import { held, LANGUAGES, previewQuery, type BrandInFull, type Language } from './api';
import { MAX_WORDS, strangeIn, VARIABLES, type BrandForm } from './brand-form';

const PAUSE_MS = 400;

/** The words that answer a new request at once, by language, beside what becomes of them. */
export function AcknowledgementFields({ brand, form }: { brand: BrandInFull; form: BrandForm }) {
  const { t } = useTranslation('brands');
  const [language, setLanguage] = useState<Language>(brand.language);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const words = form.values.acknowledgement;
  const text = words[language];
  const write = (next: string): void => form.set({ acknowledgement: { ...words, [language]: next } });
  const insert = (variable: string): void => {
    const field = area.current;
    if (!field) return;
    field.focus();
    field.setRangeText(variable, field.selectionStart, field.selectionEnd, 'end');
    write(field.value);
  };
  const strange = strangeIn(text);
  const fault = form.errorOf('acknowledgement');
  const error = fault === undefined ? undefined : strange ? t('ack.strange', { what: strange, known: VARIABLES.join(', ') }) : fault;
  const mailboxes = held(brand, 'mailboxes');
  return (
    <FormSection title={t('part.acknowledgement')} hint={t('ack.hint')}>
      <p className="hint">
        {t(mailboxes > 0 ? 'ack.sentBy' : 'ack.noMailbox', { count: mailboxes, sending: held(brand, 'acknowledging_mailboxes') })}{' '}
        <SettingsLink className="link" path="/email">
          {t('ack.toEmail')}
        </SettingsLink>
      </p>
      <Segmented
        label={t('ack.language')}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        onChange={setLanguage}
      />
      <div>
        <label className="lab" htmlFor={id}>
          {t('ack.text')}
        </label>
        <span className={`field tall${error ? ' is-bad' : ''}`}>
          <textarea
            ref={area}
            id={id}
            lang={language}
            rows={6}
            maxLength={MAX_WORDS}
            value={text}
            aria-invalid={error ? true : undefined}
            aria-describedby={`${id}-note`}
            onChange={(event) => write(event.target.value)}
            onBlur={() => form.leave('acknowledgement')}
          />
        </span>
        <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
          {error ?? t('ack.textHint')}
        </p>
        <div className="bvars" role="group" aria-label={t('ack.variables')}>
          {VARIABLES.map((variable) => (
            <Button key={variable} size="sm" aria-label={t('ack.insert', { variable })} title={t(`ack.means.${variable.slice(1, -1)}`)} onClick={() => insert(variable)}>
              {variable}
            </Button>
          ))}
        </div>
      </div>
      <Preview id={brand.id} language={language} text={text} isStrange={strange !== null} />
    </FormSection>
  );
}

interface PreviewProps {
  id: number;
  language: Language;
  text: string;
  isStrange: boolean;
}

/** The mail with example values, a moment after the last key. */
function Preview({ id, language, text, isStrange }: PreviewProps) {
  const { t } = useTranslation('brands');
  const reasonOf = useReasonOf();
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({ ...previewQuery(id, language, asked), enabled: !isStrange && asked === text, placeholderData: (before) => before });
  return (
    <figure className="bmail" aria-label={t('ack.preview')}>
      <figcaption>{t('ack.preview')}</figcaption>
      {query.data ? (
        <>
          <p className="str" lang={language}>
            {query.data.subject}
          </p>
          <p className="bwords" lang={language}>
            {query.data.text}
          </p>
        </>
      ) : null}
      {query.error ? (
        <p className="hint bad" dir="auto">
          {reasonOf(query.error)}
        </p>
      ) : null}
    </figure>
  );
}
