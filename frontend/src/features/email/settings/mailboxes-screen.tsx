import { useMutation, useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Button, Empty, ErrorState, Icon, Skeleton, SkeletonLine, toastFailure, useReasonOf, useSkeleton } from '@/shared/ui';
import { emailApi, mailboxesQuery, type Mailbox } from './api';
import { CheckDialog } from './check-result';
import { EmailFrame } from './email-frame';
import { leaveFor } from './leave';
import { MailboxHealth } from './mailbox-health';
import './tables.css';

/** All addresses that bring mail, and how they fare. */
export function MailboxesScreen() {
  const { t } = useTranslation('email');
  const openSettings = useOpenSettings();
  const mayRead = useMay('mailbox.read');
  const mayWrite = useMay('mailbox.write');
  const query = useQuery({ ...mailboxesQuery, enabled: mayRead });
  const showsSkeleton = useSkeleton(query.isLoading);
  const [checking, setChecking] = useState<Mailbox | null>(null);
  const add = (): void => void openSettings('/email/new');
  useShortcuts(t('settings.tab.mailboxes'), [{ keys: 'n', label: t('settings.add'), run: add }], mayWrite);
  const mailboxes = query.data;
  const addButton = (
    <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={add}>
      {t('settings.add')}
    </Button>
  );
  return (
    <EmailFrame title={t('settings.tab.mailboxes')} verb="mailbox.read" actions={mayWrite && mailboxes?.length ? addButton : undefined}>
      {showsSkeleton ? (
        <Skeleton label={t('settings.loading')}>
          {[60, 48, 66].map((width) => (
            <SkeletonLine key={width} width={`${width}%`} />
          ))}
        </Skeleton>
      ) : query.error && !mailboxes ? (
        <ErrorState title={t('settings.fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : !mailboxes ? null : mailboxes.length === 0 ? (
        <Empty title={t('settings.empty')} action={mayWrite ? addButton : undefined}>
          {mayWrite ? t('settings.emptyHint') : t('settings.emptyAsk')}
        </Empty>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <div className="scroll" tabIndex={0} role="region" aria-label={t('settings.list')}>
          <table className="dt mt boxes">
            <thead>
              <tr>
                <th scope="col">{t('settings.column.address')}</th>
                <th scope="col">{t('settings.column.intake')}</th>
                <th scope="col">{t('settings.column.health')}</th>
                <th scope="col">{t('settings.column.lastMail')}</th>
                <th scope="col">{t('settings.column.open')}</th>
                {mayWrite ? (
                  <th scope="col">
                    <span className="vh">{t('settings.column.actions')}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {mailboxes.map((mailbox) => (
                <Row key={mailbox.id} mailbox={mailbox} mayWrite={mayWrite} onCheck={() => setChecking(mailbox)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {checking ? <CheckDialog mailbox={checking} onClose={() => setChecking(null)} /> : null}
    </EmailFrame>
  );
}

function Row({ mailbox, mayWrite, onCheck }: { mailbox: Mailbox; mayWrite: boolean; onCheck: () => void }) {
  const { t, i18n } = useTranslation('email');
  const now = useNow(60_000);
  const { health } = mailbox;
  const lastMail = health.last_mail_at;
  return (
    <tr>
      <th scope="row">
        <SettingsLink path={`/email/${mailbox.id}`} className="box">
          <bdi className="med">{mailbox.address}</bdi>
          <span className="t3 f12" dir="auto">
            {mailbox.brand.name}
          </span>
        </SettingsLink>
      </th>
      <td data-label={t('settings.column.intake')} className="t2">
        {t(`settings.intake.${mailbox.intake}`)}
        {mailbox.intake === 'webhook' && mailbox.provider ? <span className="why2">{t(`settings.provider.${mailbox.provider}`)}</span> : null}
      </td>
      <td data-label={t('settings.column.health')}>
        <MailboxHealth mailbox={mailbox} />
      </td>
      <td data-label={t('settings.column.lastMail')} className="t2">
        {lastMail ? (
          <time dateTime={lastMail} title={absoluteTime(lastMail, i18n.language)}>
            {relativeTime(lastMail, now, i18n.language)}
          </time>
        ) : (
          <span className="t3">{t('settings.noMailYet')}</span>
        )}
        {health.last_sent_at ? (
          <span className="why2" title={absoluteTime(health.last_sent_at, i18n.language)}>
            {t('settings.lastSent', { time: relativeTime(health.last_sent_at, now, i18n.language) })}
          </span>
        ) : null}
      </td>
      <td data-label={t('settings.column.open')}>
        <OpenCounts mailbox={mailbox} />
      </td>
      {mayWrite ? (
        <td className="acts">
          {health.state === 'sign_in' && mailbox.sign_in !== 'password' ? (
            <SignInAgain mailbox={mailbox} />
          ) : (
            <Button size="sm" aria-label={t('settings.check.of', { address: mailbox.address })} onClick={onCheck}>
              {t('settings.check.do')}
            </Button>
          )}
        </td>
      ) : null}
    </tr>
  );
}

function OpenCounts({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation('email');
  const mayReview = useMay('mail.review');
  const { waiting, suspended } = mailbox.health;
  if (!waiting && !suspended) return <span className="t3">{t('settings.noneOpen')}</span>;
  const waitingText = t('settings.waiting', { count: waiting });
  const suspendedText = t('settings.suspendedCount', { count: suspended });
  if (!mayReview) {
    return <span className="t2">{[waiting ? waitingText : '', suspended ? suspendedText : ''].filter(Boolean).join(' · ')}</span>;
  }
  return (
    <span className="opens">
      {waiting ? (
        <SettingsLink className="link" path="/email/log" search={{ mailbox: mailbox.id, state: 'fetched' }}>
          {waitingText}
        </SettingsLink>
      ) : null}
      {suspended ? (
        <SettingsLink className="link" path="/email/suspended" search={{ mailbox: mailbox.id }}>
          {suspendedText}
        </SettingsLink>
      ) : null}
    </span>
  );
}

/** Leads to the mail service, which leads back. */
function SignInAgain({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation('email');
  const reasonOf = useReasonOf();
  const signIn = useMutation({
    mutationFn: () => emailApi.signIn(mailbox.id),
    onSuccess: ({ url }) => leaveFor(url),
    onError: (error) => toastFailure(t('settings.form.signInFault', { reason: reasonOf(error) })),
  });
  return (
    <Button
      size="sm"
      aria-label={t('settings.signInAgainOf', { address: mailbox.address })}
      busy={signIn.isPending ? t('settings.form.leaving') : null}
      onClick={() => signIn.mutate()}
    >
      {t('settings.signInAgain')}
    </Button>
  );
}
