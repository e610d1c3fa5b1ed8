import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Article } from './api';
import { fitsRichText } from './rich-text';
import { SourceEditor } from './source-editor';
import type { ArticleDraft } from './use-article-draft';

const ArticleEditor = lazy(() => import('./article-editor'));

/** Rich text where the field keeps everything, else the source as it was written. */
export function ArticleBody({ article, draft, isReadOnly }: { article: Article; draft: ArticleDraft; isReadOnly: boolean }) {
  const { t } = useTranslation('kb');
  const { words, revision } = draft;
  const isRich = words.body_format === 'html' && fitsRichText(words.body);
  const mayConvert = words.body_format === 'markdown' && draft.state === 'saved' && fitsRichText(article.body_html);
  if (isRich) {
    return (
      <Suspense fallback={<p className="t3 pad">{t('loading')}</p>}>
        <ArticleEditor
          key={revision}
          articleId={article.id}
          html={words.body}
          revision={revision}
          label={t('editor.label')}
          isReadOnly={isReadOnly}
          onChange={(body) => draft.write({ body })}
        />
      </Suspense>
    );
  }
  return (
    <SourceEditor
      articleId={article.id}
      format={words.body_format}
      source={words.body}
      saved={article.body_html}
      isSaved={draft.state === 'saved'}
      isReadOnly={isReadOnly}
      onChange={(body) => draft.write({ body })}
      onConvert={mayConvert && !isReadOnly ? () => draft.write({ body: article.body_html, body_format: 'html' }) : undefined}
    />
  );
}
