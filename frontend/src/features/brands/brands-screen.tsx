import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Badge, Button, Icon, Loaded } from '@/shared/ui';
import { brandsInFullQuery, held, type BrandInFull } from './api';
import { Frame } from './frame';
import { Mark } from './mark';

/** All brands, archived ones last. */
export function BrandsScreen() {
  const { t } = useTranslation('brands');
  const may = useMay('brand.write');
  const openSettings = useOpenSettings();
  const query = useQuery({ ...brandsInFullQuery, enabled: may });
  const add = (): void => void openSettings('/brands/new');
  useShortcuts(t('title'), [{ keys: 'n', label: t('add'), run: add }], may);
  return (
    <Frame
      title={t('title')}
      actions={
        <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {(brands) => (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
          <div className="scroll" tabIndex={0} role="region" aria-label={t('list')}>
            <table className="dt bt">
              <thead>
                <tr>
                  <th scope="col">{t('column.brand')}</th>
                  <th scope="col">{t('column.helpCenter')}</th>
                  <th scope="col">{t('column.language')}</th>
                  <th scope="col">{t('column.holds')}</th>
                  <th scope="col">{t('column.changed')}</th>
                </tr>
              </thead>
              <tbody>
                {brands.map((brand) => (
                  <Row key={brand.id} brand={brand} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Frame>
  );
}

function Row({ brand }: { brand: BrandInFull }) {
  const { t, i18n } = useTranslation('brands');
  const now = useNow(60_000);
  const counts = (['open_tickets', 'mailboxes', 'articles'] as const).map((kind) => ({ kind, count: held(brand, kind) })).filter(({ count }) => count > 0);
  return (
    <tr className={brand.is_archived ? 'out' : ''}>
      <th scope="row">
        <SettingsLink path={`/brands/${brand.id}`} className="brow">
          <Mark name={brand.name} color={brand.color} logo={brand.logo_url} />
          <span className="med" dir="auto">
            {brand.name}
          </span>
          {brand.is_default ? <Badge tone="acc">{t('default')}</Badge> : null}
          {brand.is_archived ? <Badge tone="mute">{t('archived')}</Badge> : null}
        </SettingsLink>
      </th>
      <td data-label={t('column.helpCenter')}>
        <bdi>{brand.host || `/help/${brand.slug}/`}</bdi>
        {brand.host ? <span className="why2">{t(brand.host_seen_at ? 'domain.found' : 'domain.notYet')}</span> : null}
      </td>
      <td data-label={t('column.language')} className="t2">
        {t(`languages.${brand.language}`)}
        <span className="why2">{brand.timezone.replaceAll('_', ' ')}</span>
      </td>
      <td data-label={t('column.holds')} className="t2">
        {counts.length > 0 ? counts.map(({ kind, count }) => t(`holds.${kind}`, { count })).join(', ') : t('holds.none')}
      </td>
      <td data-label={t('column.changed')} className="t2">
        {brand.changed_at ? (
          <>
            <time dateTime={brand.changed_at} title={absoluteTime(brand.changed_at, i18n.language)}>
              {relativeTime(brand.changed_at, now, i18n.language)}
            </time>
            {brand.changed_by ? (
              <span className="why2" dir="auto">
                {brand.changed_by.name}
              </span>
            ) : null}
          </>
        ) : (
          t('never')
        )}
      </td>
    </tr>
  );
}
