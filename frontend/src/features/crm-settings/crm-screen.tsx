import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Completeness } from '@/shared/company/completeness';
import { connectionsQuery, useSignInOutcome, type Connection, type SignInSearch } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, FormSection, Loaded } from '@/shared/ui';
import { LIVE, SYSTEM, stateQuery } from './api';
import { Conflicts } from './conflicts';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { FieldsForm } from './fields-form';
import { SyncTable } from './sync-table';
import './crm.css';

export interface CrmScreenProps {
  search: SignInSearch;
  onSearch: (search: SignInSearch) => void;
}

/** HubSpot as the CRM: the account, what is read, which value wins, what a person has to decide. */
export function CrmScreen({ search, onSearch }: CrmScreenProps) {
  const { t } = useTranslation('crm-settings');
  const may = useMay('connection.read');
  useDocumentTitle(t('title'));
  useSignInOutcome(t('title'), search, onSearch);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Accounts /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Accounts() {
  const { t } = useTranslation('crm-settings');
  const query = useQuery(connectionsQuery(SYSTEM, LIVE));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
      <Loaded query={query} fault={t('fault')}>
        {(rows) =>
          rows.length === 0 ? <Connect /> : rows.map((row) => <Account key={row.id} connection={row} />)
        }
      </Loaded>
      <FormSection id="crm-completeness" title={t('completeness')} hint={t('completenessHint')} isWide>
        <Completeness />
        <p className="hint">{t('noSalesforce')}</p>
      </FormSection>
    </div>
  );
}

function Account({ connection }: { connection: Connection }) {
  const { t } = useTranslation('crm-settings');
  const query = useQuery(stateQuery(connection.id));
  return (
    <>
      <ConnectionPart connection={connection} />
      <Loaded query={query} fault={t('fault')}>
        {(state) => (
          <>
            <SyncTable state={state} />
            <FieldsForm key={state.mapping.version} id={connection.id} mapping={state.mapping} />
            <Conflicts id={connection.id} count={state.conflicts} />
          </>
        )}
      </Loaded>
    </>
  );
}
