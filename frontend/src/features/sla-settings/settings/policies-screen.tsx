import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CompletenessNotice } from '@/shared/company/completeness';
import { useMay } from '@/shared/directory';
import { SettingsLink } from '@/shared/slots';
import { Button, Loaded } from '@/shared/ui';
import { policiesQuery } from './api';
import { Frame } from './frame';
import { History } from './history';
import { PolicyEditor } from './policy-editor';

/** Who is promised what: the policies in their order, with what a change would do. */
export function PoliciesScreen() {
  const { t } = useTranslation('sla-settings');
  const may = useMay('sla.write');
  const query = useQuery({ ...policiesQuery, enabled: may, refetchOnWindowFocus: false });
  const [showsHistory, setShowsHistory] = useState(false);
  const version = query.data?.version ?? 0;
  return (
    <Frame
      title={t('title')}
      actions={
        <>
          <SettingsLink className="btn ghost" path="/compliance">
            {t('report.open')}
          </SettingsLink>
          <Button variant="ghost" aria-haspopup="dialog" onClick={() => setShowsHistory(true)}>
            {t('history.open', { version })}
          </Button>
        </>
      }
    >
      {may ? <CompletenessNotice facts={['segment']} /> : null}
      <Loaded query={query} fault={t('fault')}>
        {query.data ? <PolicyEditor data={query.data} /> : null}
      </Loaded>
      <History isOpen={showsHistory} onOpenChange={setShowsHistory} newest={version} />
    </Frame>
  );
}
