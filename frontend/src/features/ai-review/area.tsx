import { Link, Navigate, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { openTabs, useSlots, type AssistantTab } from '@/shared/slots';
import { Empty } from '@/shared/ui';
import './ai-review.css';

/** The router's types do not know the addresses that features add. */
const addressOf = ({ path }: AssistantTab): '/assistant' => `/assistant${path}` as '/assistant';

function useOpenTabs(): AssistantTab[] {
  const me = useMe();
  return openTabs(useSlots().assistant, (verb) => me?.verbs.includes(verb) ?? false);
}

/** What stands around every page of the assistant's area: its name and the way to the others. */
export function AssistantArea({ children }: { children: ReactNode }) {
  const { t } = useTranslation('ai-review');
  const tabs = useOpenTabs();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp aia" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      <nav className="tabs" aria-label={t('pages')}>
        {tabs.map((tab) => {
          const isOn = path.endsWith(`/assistant${tab.path}`);
          return (
            <Link key={tab.id} to={addressOf(tab)} search={{}} className={isOn ? 'on' : ''} aria-current={isOn ? 'page' : undefined}>
              {t(tab.labelKey)}
            </Link>
          );
        })}
      </nav>
      {tabs.length === 0 ? <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty> : children}
    </main>
  );
}

/** The first page that somebody may see. */
export function AssistantHome() {
  const [first] = useOpenTabs();
  return first ? <Navigate to={addressOf(first)} replace /> : null;
}
