import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Button, CopyField, Empty, ErrorState, FormSection } from '@/shared/ui';
import { providersQuery, ruleQuery, type Kind } from './api';
import { ProviderCard } from './provider-card';
import { ProviderForm } from './provider-form';
import { RuleForm } from './rule-form';
import { ScannerPart } from './scanner-part';
import './security.css';

/** How the workspace's people sign in: its identity providers, and whether they are required. */
export function SecurityScreen() {
  const { t } = useTranslation('security');
  const may = useMay('security.read');
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Sections /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Sections() {
  const { t } = useTranslation('security');
  const providers = useQuery(providersQuery);
  const rule = useQuery(ruleQuery);
  const [adding, setAdding] = useState<Kind | null>(null);
  const fault = providers.error ?? rule.error;
  if (fault) {
    const again = (): void => {
      void providers.refetch();
      void rule.refetch();
    };
    return <ErrorState title={t('fault')} error={fault} onRetry={again} />;
  }
  if (!providers.data || !rule.data) return null;
  const { results, ours } = providers.data;
  return (
    <div className="scroll fbody">
      <FormSection title={t('providers.title')} hint={t('providers.hint')}>
        {results.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
        {results.length === 0 && adding === null ? <p className="t2">{t('providers.none')}</p> : null}
        {adding ? (
          <ProviderForm kind={adding} onDone={() => setAdding(null)} />
        ) : (
          <div className="sec-acts">
            <Button onClick={() => setAdding('oidc')}>{t('providers.addOidc')}</Button>
            <Button onClick={() => setAdding('saml')}>{t('providers.addSaml')}</Button>
          </div>
        )}
      </FormSection>
      <FormSection title={t('ours.title')} hint={t('ours.hint')}>
        <CopyField label={t('ours.redirect')} value={ours.redirect_uri} />
        <CopyField label={t('ours.acs')} value={ours.acs_url} />
        <CopyField label={t('ours.entity')} value={ours.entity_id} />
      </FormSection>
      <FormSection title={t('rule.title')} hint={t('rule.hint')}>
        <RuleForm key={String(rule.data.is_required)} rule={rule.data} hasProvider={results.some((one) => one.is_on)} />
      </FormSection>
      <ScannerPart />
    </div>
  );
}
