import { useQuery } from '@tanstack/react-query';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty, ErrorState, Icon } from '@/shared/ui';
import { mailboxQuery } from './api';
import { MailboxEditor } from './mailbox-editor';
import { MailboxHealth } from './mailbox-health';
import './mailbox-form.css';

/** One mailbox, or a new one when `id` is null. */
export function MailboxScreen({ id }: { id: number | null }) {
  const { t } = useTranslation('email');
  const mayRead = useMay('mailbox.read');
  const mayWrite = useMay('mailbox.write');
  const query = useQuery({ ...mailboxQuery(id ?? 0), enabled: id !== null && mayRead });
  const mailbox = id === null ? null : query.data;
  const title = mailbox?.address ?? (id === null ? t('settings.new') : '');
  useDocumentTitle(title);
  const isAllowed = id === null ? mayWrite : mayRead;
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <nav className="crumb" aria-label={t('settings.path')}>
          <SettingsLink className="link" path="/email">
            {t('settings.title')}
          </SettingsLink>
          <Icon icon={ChevronRight} size={12} className="mirrors" />
        </nav>
        <h1 className="ell" title={title}>
          <bdi>{title}</bdi>
        </h1>
        <span className="sp" />
        {mailbox ? <MailboxHealth mailbox={mailbox} hidesDetail /> : null}
      </header>
      <ConnectionBar />
      {!isAllowed ? (
        <Empty title={t('settings.notAllowed')}>{t('settings.notAllowedHint')}</Empty>
      ) : query.error && !query.data ? (
        <ErrorState title={t('settings.oneFault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : mailbox === undefined ? (
        <p className="t3 pad">{t('settings.loading')}</p>
      ) : (
        <MailboxEditor mailbox={mailbox} mayWrite={mayWrite} />
      )}
    </main>
  );
}
