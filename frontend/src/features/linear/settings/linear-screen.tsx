import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded, toast, toastFailure } from '@/shared/ui';
import { connectionQuery, settingsQuery, type Connection } from '../api';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { MappingForm } from './mapping-form';
import type { LinearSearch } from './search';
import './linear.css';

export interface LinearScreenProps {
  search: LinearSearch;
  onSearch: (search: LinearSearch) => void;
}

/** Connecting Linear, and what of a ticket becomes what there. */
export function LinearScreen({ search, onSearch }: LinearScreenProps) {
  const { t } = useTranslation('linear');
  const may = useMay('issue.configure');
  useDocumentTitle(t('title'));
  const outcome = search.sign_in;
  useEffect(() => {
    if (!outcome) return;
    if (outcome === 'done') toast(t('signIn.done'));
    else toastFailure(t(`signIn.${outcome}`));
    // It is said once.
    onSearch({});
  }, [outcome, onSearch, t]);
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
  const query = useQuery(connectionQuery);
  return (
    <Loaded query={query} fault={t('fault')}>
      {(connection) => (connection ? <Connected connection={connection} /> : <Connect />)}
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
