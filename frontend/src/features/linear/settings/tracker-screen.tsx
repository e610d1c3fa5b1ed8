import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery, useSignInOutcome, type Connection, type SignInSearch } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded } from '@/shared/ui';
import { labelOf, settingsQuery, TRACKERS, type Tracker } from '../api';
import { Connect } from './connect';
import { ConnectionPart } from './connection-part';
import { MappingForm } from './mapping-form';
import './linear.css';

export interface TrackerScreenProps {
  system: Tracker;
  search: SignInSearch;
  onSearch: (search: SignInSearch) => void;
}

/** Connecting a tracker, and what of a ticket becomes what there. */
export function TrackerScreen({ system, search, onSearch }: TrackerScreenProps) {
  const { t } = useTranslation('linear');
  const may = useMay('issue.configure');
  const tracker = TRACKERS[system].label;
  useDocumentTitle(tracker);
  useSignInOutcome(tracker, search, onSearch);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{tracker}</h1>
      </header>
      <ConnectionBar />
      {may ? <Body system={system} /> : <Empty title={t('notAllowed')}>{t('notAllowedHint', { tracker })}</Empty>}
    </main>
  );
}

function Body({ system }: { system: Tracker }) {
  const { t } = useTranslation('linear');
  const query = useQuery(connectionsQuery(system));
  return (
    <Loaded query={query} fault={t('fault', { tracker: TRACKERS[system].label })}>
      {([connection]) => (connection ? <Connected connection={connection} /> : <Connect system={system} />)}
    </Loaded>
  );
}

function Connected({ connection }: { connection: Connection }) {
  const { t } = useTranslation('linear');
  const query = useQuery(settingsQuery(connection.system, connection.id));
  return (
    <Loaded query={query} fault={t('fault', { tracker: labelOf(connection.system) })}>
      {(settings) => (
        <MappingForm connection={connection} settings={settings} before={<ConnectionPart connection={connection} settings={settings} />} />
      )}
    </Loaded>
  );
}
