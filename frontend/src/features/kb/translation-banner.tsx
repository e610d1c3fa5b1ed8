import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { announce, Button, Dialog, toastFailure, useReasonOf } from '@/shared/ui';
import { kbApi, type Article } from './api';
import { Comparison } from './comparison';
import { languageName } from './languages';
import type { ArticleDraft } from './use-article-draft';

/** Above a translation: what it translates, and what has changed there since. */
export function TranslationBanner({ article, draft }: { article: Article; draft: ArticleDraft }) {
  const { t, i18n } = useTranslation('kb');
  const original = article.translation_of;
  const [isComparing, setComparing] = useState(false);
  if (original === null) return null;
  const said = { language: languageName(article.language, i18n.language), old: article.translated_version, new: article.original_version };
  return (
    <div className={`kb-approval ${article.is_behind ? 'is-returned' : ''}`} role="status">
      <div className="kb-said">
        <p>
          {article.is_behind ? <b>{t('translation.behind', said)}</b> : t('translation.of', said)}{' '}
          <Link to="/kb/$id" params={{ id: String(original.id) }} className="link" dir="auto">
            {original.title}
          </Link>
        </p>
      </div>
      {article.is_behind ? (
        <span className="row g1 wraps">
          <Button size="sm" onClick={() => setComparing(true)}>
            {t('translation.changes')}
          </Button>
          {article.permissions.update ? <Caught article={article} draft={draft} /> : null}
        </span>
      ) : null}
      {isComparing ? <Changes article={article} original={original.id} onClose={() => setComparing(false)} /> : null}
    </div>
  );
}

/** The words say again what the original says. */
function Caught({ article, draft }: { article: Article; draft: ArticleDraft }) {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const confirm = useMutation({
    mutationFn: async () => {
      await draft.save();
      return kbApi.confirmTranslation(article.id, article.original_version ?? 0);
    },
    onSuccess: (next) => {
      draft.adopt(next);
      void client.invalidateQueries({ queryKey: keys.articles });
      announce(t('translation.confirmed'));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return (
    <Button size="sm" variant="primary" busy={confirm.isPending ? t('saving') : null} onClick={() => confirm.mutate()}>
      {t('translation.confirm')}
    </Button>
  );
}

function Changes({ article, original, onClose }: { article: Article; original: number; onClose: () => void }) {
  const { t } = useTranslation('kb');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('translation.changesTitle')}
      description={t('translation.changesHint', { old: article.translated_version, new: article.original_version })}
      width={720}
      footer={<Button onClick={onClose}>{t('versions.close')}</Button>}
    >
      <Comparison id={original} from={article.translated_version ?? 1} to={article.original_version ?? 1} />
    </Dialog>
  );
}
