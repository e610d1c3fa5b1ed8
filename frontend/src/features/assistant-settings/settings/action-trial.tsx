import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Field, SelectField, useReason } from '@/shared/ui';
import { LANGUAGES } from './action-draft';
import { assistantApi, type Action, type TriedAction } from './api';
import { ContactChoice, type ContactName } from './contact-choice';

/** The action as it stands here, tried on a question of a contact: lookups are made, writes only shown. */
export function ActionTrialPart({ row }: { row: Action }) {
  const { t } = useTranslation('assistant-settings');
  const [text, setText] = useState('');
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]>('en');
  const [contact, setContact] = useState<ContactName | null>(null);
  const run = useMutation({
    mutationFn: (who: ContactName) => assistantApi.attemptAction({ action: row, question: text.trim(), language, contact_id: who.id }),
  });
  const reason = useReason(run.error);
  const missing = text.trim() ? (contact ? null : t('attempt.noContact')) : t('try.missing');
  return (
    <form
      className="as-group"
      aria-label={t('attempt.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (contact && !missing && !run.isPending) run.mutate(contact);
      }}
    >
      <span className="lab">{t('attempt.title')}</span>
      <p className="hint">{t(`attempt.hint.${row.kind}`)}</p>
      <div className="as-two">
        <Field label={t('try.question')} maxLength={600} value={text} onChange={(event) => setText(event.target.value)} />
        <ContactChoice contact={contact} onChange={setContact} />
        <SelectField label={t('attempt.language')} value={language} options={LANGUAGES.map((value) => ({ value, label: t(`actions.language.${value}`) }))} onChange={setLanguage} />
      </div>
      <div>
        <Button type="submit" busy={run.isPending ? t('attempt.running') : null} unavailable={missing} onClick={() => undefined}>
          {t('attempt.run')}
        </Button>
      </div>
      <div role="status">{run.data ? <Found found={run.data} /> : null}</div>
      <div role="alert">
        {run.error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
    </form>
  );
}

function Found({ found }: { found: TriedAction }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  return (
    <div className="as-group">
      <p>
        <Badge tone={found.is_close ? 'ok' : 'warn'}>{t(found.is_close ? 'attempt.close' : 'attempt.far', { score: percent.format(found.score) })}</Badge>
      </p>
      {found.problem ? (
        <p className="hint bad" dir="auto">
          {found.problem}
        </p>
      ) : null}
      {found.request ? (
        <>
          <span className="lab">{t(found.was_sent ? 'attempt.sent' : 'attempt.wouldSend', { status: found.status ?? '' })}</span>
          <pre className="as-pre" dir="ltr">
            {found.request}
          </pre>
        </>
      ) : null}
      {found.facts.length > 0 ? (
        <dl className="as-facts">
          {found.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {found.text ? (
        <>
          <span className="lab">{t('attempt.told')}</span>
          <p dir="auto">{found.text}</p>
        </>
      ) : null}
    </div>
  );
}
