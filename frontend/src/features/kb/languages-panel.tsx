import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { Badge, Button, Field, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { kbApi, translationsQuery, type Article, type Translation } from './api';
import { languageName } from './languages';

const TONES = { original: 'mute', missing: 'mute', unpublished: 'warn', behind: 'bad', current: 'ok' } as const;

/** The article in all languages: how far each is, and the way to write what is missing. */
export function LanguagesPanel({ article }: { article: Article }) {
  const { t } = useTranslation('kb');
  const query = useQuery(translationsQuery(article.id));
  return (
    <Loaded query={query} fault={t('languages.fault')}>
      {({ results }) => (
        <div className="form-grid kb-side">
          <ul className="kb-langs">
            {results.map((row) => (
              <Language key={row.language} row={row} article={article} />
            ))}
          </ul>
          {results.length === 1 ? <p className="hint">{t('languages.none')}</p> : null}
          <Another article={article} />
        </div>
      )}
    </Loaded>
  );
}

/** The article that is translated: this one, or its original. */
const originalOf = (article: Article): number => article.translation_of?.id ?? article.id;

function useTranslate(article: Article) {
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (language: string) => kbApi.translate(originalOf(article), language),
    onSuccess: (made) => {
      client.setQueryData(keys.article(made.id), made);
      void client.invalidateQueries({ queryKey: keys.articles });
      void navigate({ to: '/kb/$id', params: { id: String(made.id) } });
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
}

function Language({ row, article }: { row: Translation; article: Article }) {
  const { t, i18n } = useTranslation('kb');
  const mayWrite = useMay('article.draft') && article.source_id === null;
  const translate = useTranslate(article);
  const name = languageName(row.language, i18n.language);
  const isHere = row.article?.id === article.id;
  return (
    <li>
      <span className="row g1 wraps">
        {row.article && !isHere ? (
          <Link to="/kb/$id" params={{ id: String(row.article.id) }} className="link med">
            {name}
          </Link>
        ) : (
          <span className="med" aria-current={isHere ? 'page' : undefined}>
            {name}
          </span>
        )}
        <Badge tone={TONES[row.state]}>{t(`languages.state.${row.state}`)}</Badge>
        <span className="sp" />
        {row.state === 'missing' && mayWrite ? (
          <Button size="sm" busy={translate.isPending ? t('creating') : null} onClick={() => translate.mutate(row.language)}>
            {t('languages.translate')} <span className="vh">{name}</span>
          </Button>
        ) : null}
      </span>
      {row.article ? (
        <span className="t3 f12 ell" dir="auto">
          {row.article.title}
        </span>
      ) : null}
    </li>
  );
}

/** A language that no help center of the article has yet. */
function Another({ article }: { article: Article }) {
  const { t } = useTranslation('kb');
  const mayWrite = useMay('article.draft') && article.source_id === null;
  const translate = useTranslate(article);
  const [code, setCode] = useState('');
  if (!mayWrite) return null;
  return (
    <form
      className="row g1 kb-another"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim()) translate.mutate(code.trim());
      }}
    >
      <Field
        label={t('languages.another')}
        hint={t('languages.anotherHint')}
        value={code}
        maxLength={12}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="submit" size="sm" unavailable={code.trim() ? null : t('languages.codeMissing')}>
        {t('languages.begin')}
      </Button>
    </form>
  );
}
