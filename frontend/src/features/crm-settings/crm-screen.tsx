import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Completeness } from '@/shared/company/completeness';
import { connectionsQuery, useSignInOutcome, type Connection, type SignInSearch } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, FormSection, Loaded } from '@/shared/ui';
import { CRMS, LIVE, stateQuery, type Crm } from './api';
import { Conflicts } from './conflicts';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { FieldsForm } from './fields-form';
import { SyncTable } from './sync-table';
import './crm.css';

export interface CrmScreenProps {
  system: Crm;
  search: SignInSearch;
  onSearch: (search: SignInSearch) => void;
}

/** A CRM: the account, what is read, which value wins, what a person has to decide. */
export function CrmScreen({ system, search, onSearch }: CrmScreenProps) {
  const { t } = useTranslation('crm-settings');
  const may = useMay('connection.read');
  const title = CRMS[system].label;
  useDocumentTitle(title);
  useSignInOutcome(title, search, onSearch);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{title}</h1>
      </header>
      <ConnectionBar />
      {may ? <Accounts system={system} /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Accounts({ system }: { system: Crm }) {
  const { t } = useTranslation('crm-settings');
  const query = useQuery(connectionsQuery(system, LIVE));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={CRMS[system].label}>
      <Loaded query={query} fault={t('fault')}>
        {(rows) =>
          rows.length === 0 ? <Connect system={system} /> : rows.map((row) => <Account key={row.id} system={system} connection={row} />)
        }
      </Loaded>
      <FormSection id="crm-completeness" title={t('completeness')} hint={t('completenessHint')} isWide>
        <Completeness />
      </FormSection>
    </div>
  );
}

function Account({ system, connection }: { system: Crm; connection: Connection }) {
  const { t } = useTranslation('crm-settings');
  const query = useQuery(stateQuery(system, connection.id));
  return (
    <>
      <ConnectionPart system={system} connection={connection} />
      <Loaded query={query} fault={t('fault')}>
        {(state) => (
          <>
            <SyncTable system={system} state={state} />
            <FieldsForm key={state.mapping.version} system={system} id={connection.id} mapping={state.mapping} />
            <Conflicts system={system} id={connection.id} count={state.conflicts} />
          </>
        )}
      </Loaded>
    </>
  );
}
