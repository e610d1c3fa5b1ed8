import { useQuery } from '@tanstack/react-query';
import Lock from 'lucide-react/icons/lock';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, Loaded } from '@/shared/ui';
import { languageQuery, type Asked } from './ask-api';
import { dayOf } from './ask-words';

/** How an answer was worked out: the definition, whose tickets, and the query that ran. */
export function AskSide({ asked }: { asked: Asked }) {
  const { t, i18n } = useTranslation('insights');
  const { answer, query } = asked;
  if (!answer || !query) return null;
  const { definition } = answer;
  const day = (text: string): string => dayOf(text, i18n.language);
  return (
    <aside className="aqd" aria-label={t('ask.how')}>
      <h2>{t('ask.how')}</h2>
      <h3>{t('ask.defined', { name: t(`measure.${definition.measure}`) })}</h3>
      <dl className="indf f12" lang="en">
        <dt>{t('formula')}</dt>
        <dd>{definition.formula}</dd>
        <dt>{t('excludes')}</dt>
        <dd>{definition.excludes}</dd>
        <dt>{t('origin')}</dt>
        <dd>{definition.origin}</dd>
      </dl>
      <p className="f12 t2">{t('period', { since: day(query.since), until: day(query.until), zone: answer.timezone })}</p>
      {definition.is_business ? <p className="f12 t2">{t('ask.business')}</p> : null}
      {answer.sees_all ? null : (
        <p className="f12 t2 row">
          <Icon icon={Lock} size={14} />
          <span>{t('ask.narrow')}</span>
        </p>
      )}
      <h3>{t('ask.ran')}</h3>
      <p className="f12 t2">{t('ask.ranHint')}</p>
      <pre className="qtx">{query.text}</pre>
      <p className="f12 t3">{t(asked.by === 'builtin' ? 'ask.byPatterns' : asked.by === 'person' ? 'ask.byPerson' : 'ask.byModel', { name: asked.by })}</p>
      <Grammar />
    </aside>
  );
}

/** The whole language, for those who write it. */
export function Grammar() {
  const { t } = useTranslation('insights');
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({ ...languageQuery, enabled: isOpen });
  return (
    <details className="f12" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('ask.grammar')}</summary>
      {isOpen ? (
        <Loaded query={query} fault={t('ask.grammarFault')}>
          {(language) => (
            <>
              <pre className="qtx" lang="en">
                {language.grammar}
              </pre>
              <p>{t('ask.forExample')}</p>
              <pre className="qtx">{language.examples.join('\n')}</pre>
            </>
          )}
        </Loaded>
      ) : null}
    </details>
  );
}
