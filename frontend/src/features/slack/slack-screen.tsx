import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery, useSignInOutcome, type SignInSearch } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded } from '@/shared/ui';
import { Alerts } from './alerts';
import { SYSTEM } from './api';
import { Channels } from './channels';
import { ConnectionPart } from './connection';
import { Workspaces } from './workspaces';
import './slack.css';

export interface SlackScreenProps {
  search: SignInSearch;
  onSearch: (search: SignInSearch) => void;
}

/** The workspace that is connected, which channels are answered, whose people write, and what is told there. */
export function SlackScreen({ search, onSearch }: SlackScreenProps) {
  const { t } = useTranslation('slack');
  const may = useMay('connection.read');
  useDocumentTitle(t('title'));
  useSignInOutcome(t('title'), search, onSearch);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Parts /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Parts() {
  const { t } = useTranslation('slack');
  const query = useQuery(connectionsQuery(SYSTEM));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
      <Loaded query={query} fault={t('fault')}>
        {(rows) => (
          <>
            <ConnectionPart rows={rows} />
            {rows[0] ? (
              <>
                <Channels />
                <Workspaces />
                <Alerts connection={rows[0].id} />
              </>
            ) : null}
          </>
        )}
      </Loaded>
    </div>
  );
}
