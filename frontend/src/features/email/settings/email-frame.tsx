import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty } from '@/shared/ui';
import { mailCountsQuery } from './api';
import './email-frame.css';

export interface EmailFrameProps {
  /** Name of the screen for the document's title. */
  title: string;
  /** The verb without which the screen shows nothing. */
  verb: 'mailbox.read' | 'mail.review';
  actions?: ReactNode;
  /** It has panes of its own for F6. */
  isSplit?: boolean;
  children: ReactNode;
}

/** Head and tabs of the email settings. */
export function EmailFrame({ title, verb, actions, isSplit = false, children }: EmailFrameProps) {
  const { t } = useTranslation('email');
  const may = useMay(verb);
  useDocumentTitle(title);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane={isSplit && may ? undefined : 'content'}>
      <header className="bar wraps">
        <h1>{t('settings.title')}</h1>
        <span className="sp" />
        {may ? actions : null}
      </header>
      <EmailTabs />
      <ConnectionBar />
      {may ? children : <Empty title={t('settings.notAllowed')}>{t('settings.notAllowedHint')}</Empty>}
    </main>
  );
}

function EmailTabs() {
  const { t, i18n } = useTranslation('email');
  const mayRead = useMay('mailbox.read');
  const mayReview = useMay('mail.review');
  const waiting = useQuery({ ...mailCountsQuery(), enabled: mayReview }).data?.suspended;
  const active = { activeProps: { className: 'on', 'aria-current': 'page' as const }, activeOptions: { exact: true, includeSearch: false } };
  return (
    <nav className="etabs" aria-label={t('settings.title')}>
      {mayRead ? (
        <SettingsLink path="/email" {...active}>
          {t('settings.tab.mailboxes')}
        </SettingsLink>
      ) : null}
      {mayReview ? (
        <>
          <SettingsLink path="/email/suspended" {...active}>
            {t('settings.tab.suspended')}
            {waiting ? <span className="count">{new Intl.NumberFormat(i18n.language).format(waiting)}</span> : null}
          </SettingsLink>
          <SettingsLink path="/email/log" {...active}>
            {t('settings.tab.log')}
          </SettingsLink>
        </>
      ) : null}
    </nav>
  );
}
