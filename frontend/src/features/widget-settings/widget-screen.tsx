import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Brand } from '@/shared/api';
import { useBrands, useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot } from '@/shared/form';
import { dense } from '@/shared/lib/address';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, ErrorState, SelectField, Skeleton, SkeletonLine, TabPanel, Tabs, useSkeleton } from '@/shared/ui';
import { settingsQuery, type WidgetSettings } from './api';
import { AreasTab } from './areas-tab';
import { IdentityTab } from './identity-tab';
import { InstallTab } from './install-tab';
import { LookTab } from './look-tab';
import { PrivacyTab } from './privacy-tab';
import { TABS, type Tab, type WidgetSearch } from './search';
import { useWidgetForm } from './use-widget-form';
import './widget-settings.css';
import './look.css';

export interface WidgetScreenProps {
  search: WidgetSearch;
  onSearch: (search: WidgetSearch) => void;
}

/** A brand's chat widget: how it is installed, whom it believes, what it reads and how it looks. */
export function WidgetScreen({ search, onSearch }: WidgetScreenProps) {
  const { t } = useTranslation('widget-settings');
  const may = useMay('widget.write');
  const brands = useBrands();
  useDocumentTitle(t('title'));
  const brand = brands.find(({ slug }) => slug === search.brand) ?? brands.find(({ is_default }) => is_default) ?? brands[0];
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {may && brand && brands.length > 1 ? (
          <SelectField
            hideLabel
            label={t('brand')}
            value={brand.slug}
            options={brands.map(({ slug, name }) => ({ value: slug, label: name }))}
            onChange={(slug) => onSearch({ ...search, brand: slug })}
          />
        ) : null}
      </header>
      <ConnectionBar />
      {may ? null : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
      {may && brand ? <OfBrand key={brand.slug} brand={brand} search={search} onSearch={onSearch} /> : null}
    </main>
  );
}

function OfBrand({ brand, ...address }: WidgetScreenProps & { brand: Brand }) {
  const { t } = useTranslation('widget-settings');
  const settings = useQuery(settingsQuery(brand.slug));
  const showsSkeleton = useSkeleton(settings.isLoading);
  if (showsSkeleton) {
    return (
      <Skeleton label={t('loading')}>
        {[64, 52, 70, 58].map((width) => (
          <SkeletonLine key={width} width={`${width}%`} />
        ))}
      </Skeleton>
    );
  }
  if (settings.data) return <Editor settings={settings.data} brand={brand} {...address} />;
  return settings.error ? <ErrorState title={t('fault')} error={settings.error} onRetry={() => void settings.refetch()} /> : null;
}

function Editor({ settings, brand, search, onSearch }: WidgetScreenProps & { settings: WidgetSettings; brand: Brand }) {
  const { t } = useTranslation('widget-settings');
  const tab: Tab = search.tab ?? 'install';
  const openTab = (next: Tab): void => onSearch(dense({ ...search, tab: next === 'install' ? undefined : next }));
  const form = useWidgetForm(settings, openTab);
  const parts = { settings, form };
  return (
    <>
      <form
        ref={form.box}
        className="wsform"
        noValidate
        aria-label={t('of', { brand: brand.name })}
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) void form.save();
        }}
      >
        <Tabs label={t('title')} value={tab} tabs={TABS.map((value) => ({ value, label: t(`tab.${value}`) }))} onChange={openTab}>
          <div className="scroll fbody">
            <SaveFault title={t('notSaved')} error={form.fault} />
            <TabPanel value="install">
              <InstallTab {...parts} />
            </TabPanel>
            <TabPanel value="identity">
              <IdentityTab {...parts} />
            </TabPanel>
            <TabPanel value="areas">
              <AreasTab {...parts} />
            </TabPanel>
            <TabPanel value="privacy">
              <PrivacyTab {...parts} />
            </TabPanel>
            <TabPanel value="look">
              <LookTab {...parts} brand={brand} />
            </TabPanel>
            <LastChange at={settings.updated_by ? settings.updated_at : null} by={settings.updated_by ? { id: 0, name: settings.updated_by } : null} />
          </div>
        </Tabs>
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} holds={['brand']} />
    </>
  );
}
