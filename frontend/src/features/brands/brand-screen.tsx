import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Badge, Loaded } from '@/shared/ui';
import { brandQuery } from './api';
import { BrandEditor } from './brand-editor';
import { Frame } from './frame';
import type { Part } from './search';

/** One brand; `part` is what a link leads to. */
export function BrandScreen({ id, part }: { id: number; part: Part | undefined }) {
  const { t } = useTranslation('brands');
  const may = useMay('brand.write');
  const query = useQuery({ ...brandQuery(id), enabled: may });
  const brand = query.data;
  return (
    <Frame
      title={brand?.name ?? t('one')}
      isOne
      actions={
        <>
          {brand?.is_default ? <Badge tone="acc">{t('default')}</Badge> : null}
          {brand?.is_archived ? <Badge tone="mute">{t('archived')}</Badge> : null}
          {brand && !brand.is_archived ? (
            <a className="btn" href={`/help/${brand.slug}/`} target="_blank" rel="noreferrer">
              {t('openHelpCenter')}
            </a>
          ) : null}
        </>
      }
    >
      <Loaded query={query} fault={t('oneFault')}>
        {(found) => <BrandEditor brand={found} part={part} />}
      </Loaded>
    </Frame>
  );
}
