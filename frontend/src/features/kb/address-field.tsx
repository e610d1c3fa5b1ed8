import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@/shared/lib/composing';
import { Field } from '@/shared/ui';
import type { Article, ArticleChange } from './api';

interface AddressFieldProps {
  article: Article;
  isOff: boolean;
  onChange: (change: ArticleChange) => void;
}

/** What may stand in an address: letters of any script, digits and hyphens. */
export const addressOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}\p{M}_]+/gu, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 120);

/** The last part of the article's address. It follows the title until somebody sets it or it is published. */
export function AddressField({ article, isOff, onChange }: AddressFieldProps) {
  const { t } = useTranslation('kb');
  const [typed, setTyped] = useState<string | null>(null);
  function settle(): void {
    const address = addressOf(typed ?? '');
    setTyped(null);
    if (address && address !== article.slug) onChange({ slug: address });
  }
  return (
    <Field
      label={t('address')}
      hint={t(article.published_at ? 'addressHint.published' : 'addressHint.draft')}
      value={typed ?? article.slug}
      disabled={isOff}
      maxLength={120}
      dir="auto"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isComposing(event.nativeEvent)) settle();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
