import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery, useSignInOutcome, type Connection, type SignInSearch } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded } from '@/shared/ui';
import { SYSTEM, settingsQuery } from '../api';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { MappingForm } from './mapping-form';
import './linear.css';

export interface LinearScreenProps {
  search: SignInSearch;
  onSearch: (search: SignInSearch) => void;
}

/** Connecting Linear, and what of a ticket becomes what there. */
export function LinearScreen({ search, onSearch }: LinearScreenProps) {
  const { t } = useTranslation('linear');
  const may = useMay('issue.configure');
  useDocumentTitle(t('title'));
  useSignInOutcome(t('title'), search, onSearch);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Body /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Body() {
  const { t } = useTranslation('linear');
  const query = useQuery(connectionsQuery(SYSTEM));
  return (
    <Loaded query={query} fault={t('fault')}>
      {([connection]) => (connection ? <Connected connection={connection} /> : <Connect />)}
    </Loaded>
  );
}

function Connected({ connection }: { connection: Connection }) {
  const { t } = useTranslation('linear');
  const query = useQuery(settingsQuery(connection.id));
  return (
    <Loaded query={query} fault={t('fault')}>
      {(settings) => (
        <MappingForm connection={connection} settings={settings} before={<ConnectionPart connection={connection} settings={settings} />} />
      )}
    </Loaded>
  );
}
