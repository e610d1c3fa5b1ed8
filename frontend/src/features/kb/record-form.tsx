import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useMay } from '@/shared/directory';
import { Button, Field, SelectField, useReasonOf } from '@/shared/ui';
import { kbApi, type Article } from './api';

/** Opens a page of the product in recorder mode; what is recorded there lands in this article's draft. */
export function RecordForm({ article, onReload }: { article: Article; onReload: () => void }) {
  const { t } = useTranslation('kb');
  const reasonOf = useReasonOf();
  const may = useMay('widget.write');
  const brands = useBrands();
  const [chosen, setChosen] = useState('');
  const [address, setAddress] = useState('');
  const brand = chosen || (article.brands[0] ?? brands[0])?.slug || '';
  const begin = useMutation({
    // The page opens with the click, or the browser keeps it back.
    mutationFn: async (page: Window | null) => {
      try {
        const { url } = await kbApi.record(article.id, brand, address.trim());
        if (page) page.location.href = url;
        else window.location.assign(url);
      } catch (error) {
        page?.close();
        throw error;
      }
    },
  });
  if (!may) return <p className="hint">{t('record.mayNot')}</p>;
  return (
    <form
      className="form-grid"
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim() && !begin.isPending) begin.mutate(window.open('about:blank'));
      }}
    >
      <h2 className="f14">{t('record.title')}</h2>
      {brands.length > 1 ? (
        <SelectField
          label={t('record.brand')}
          value={brand}
          options={brands.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={setChosen}
        />
      ) : null}
      <Field
        label={t('record.address')}
        hint={t('record.hint')}
        type="url"
        dir="ltr"
        placeholder="https://"
        value={address}
        error={begin.error ? reasonOf(begin.error) : null}
        onChange={(event) => setAddress(event.target.value)}
      />
      <span className="row g1 wraps">
        <Button type="submit" size="sm" busy={begin.isPending ? t('record.opening') : null} unavailable={address.trim() ? null : t('record.missing')}>
          {t('record.open')}
        </Button>
        {begin.isSuccess ? (
          <Button size="sm" onClick={onReload}>
            {t('record.reload')}
          </Button>
        ) : null}
      </span>
    </form>
  );
}
