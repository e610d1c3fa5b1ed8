import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery, type Connection } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded } from '@/shared/ui';
import { LIVE, SYSTEM, stateQuery } from './api';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { Customers } from './customers';
import { HooksPart } from './hooks-part';
import { ReadTable } from './read-table';
import { UseForm } from './use-form';
import './billing.css';

/** Stripe: the account, what is read, whose its customers are, and what becomes of it. */
export function BillingScreen() {
  const { t } = useTranslation('billing');
  const may = useMay('connection.read');
  useDocumentTitle(t('title'));
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
  const { t } = useTranslation('billing');
  const query = useQuery(connectionsQuery(SYSTEM, LIVE));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
      <Loaded query={query} fault={t('fault')}>
        {(rows) => (rows.length === 0 ? <Connect /> : rows.map((row) => <Account key={row.id} connection={row} />))}
      </Loaded>
    </div>
  );
}

function Account({ connection }: { connection: Connection }) {
  const { t } = useTranslation('billing');
  const query = useQuery(stateQuery(connection.id));
  return (
    <>
      <ConnectionPart connection={connection} />
      <Loaded query={query} fault={t('fault')}>
        {(state) => (
          <>
            <HooksPart connection={connection} types={state.event_types} />
            <ReadTable state={state} />
            <Customers id={connection.id} matches={state.matches} />
            <UseForm key={state.settings.version} id={connection.id} settings={state.settings} />
          </>
        )}
      </Loaded>
    </>
  );
}
