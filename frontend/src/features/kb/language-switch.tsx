import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { translationsQuery, type Article } from './api';
import { languageName } from './languages';

/** From one language of an article to another, where there are several. */
export function LanguageSwitch({ article }: { article: Article }) {
  const { t, i18n } = useTranslation('kb');
  const isOne = article.translation_of === null && article.translations.length === 0;
  const { data } = useQuery({ ...translationsQuery(article.id), enabled: !isOne });
  const there = (data?.results ?? []).flatMap(({ language, article: row }) => (row ? [{ language, id: row.id }] : []));
  if (isOne || there.length < 2) return null;
  return (
    <nav className="kb-switch desk" aria-label={t('languages.label')}>
      {there.map(({ language, id }) => (
        <Link
          key={id}
          to="/kb/$id"
          params={{ id: String(id) }}
          aria-current={id === article.id ? 'page' : undefined}
          title={languageName(language, i18n.language)}
        >
          {language.toUpperCase()}
        </Link>
      ))}
    </nav>
  );
}
