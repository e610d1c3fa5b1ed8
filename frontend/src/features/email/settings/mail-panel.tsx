import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import Download from 'lucide-react/icons/download';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, ErrorState, Icon, IconButton } from '@/shared/ui';
import { mailQuery, rawUrl, type Mail } from './api';
import { MailStateBadge, reasonText } from './mail-state';
import { sizeOf } from './times';

export interface MailPanelProps {
  id: number;
  onClose: () => void;
  /** What can be done with this mail. */
  actions: (mail: Mail) => ReactNode;
}

/** One mail with everything that is known about it. */
export function MailPanel({ id, onClose, actions }: MailPanelProps) {
  const { t } = useTranslation('email');
  const query = useQuery(mailQuery(id));
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    // On a narrow screen the panel stands in the list's place, and the row that had the focus is gone.
    if (!active || active === document.body || active.checkVisibility?.() === false) box.current?.focus();
  }, []);
  const mail = query.data;
  const subject = mail ? mail.subject || t('settings.noSubject') : '';
  return (
    <aside ref={box} className="mpanel" aria-label={t('settings.panel.label')} data-pane="context" tabIndex={-1}>
      <header className="bar">
        <IconButton className="mob" label={t('settings.panel.back')} onClick={onClose}>
          <Icon icon={ArrowLeft} className="mirrors" />
        </IconButton>
        <h2 className="ell" dir="auto" title={subject}>
          {subject || t('settings.panel.label')}
        </h2>
        <span className="sp" />
        <IconButton className="wide" label={t('settings.panel.close')} keys="esc" onClick={onClose}>
          <Icon icon={X} />
        </IconButton>
      </header>
      {query.error && !mail ? (
        <ErrorState title={t('settings.panel.fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : !mail ? (
        <p className="t3 pad">{t('settings.loading')}</p>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <div className="scroll" tabIndex={0} role="region" aria-label={subject}>
          <div className="macts">
            {actions(mail)}
            {mail.has_raw ? (
              <a className="btn" href={rawUrl(mail.id)} download={`mail-${mail.id}.eml`}>
                <Icon icon={Download} />
                {t('settings.panel.raw')}
              </a>
            ) : null}
          </div>
          <Why mail={mail} />
          <Facts mail={mail} />
          <section className="msec">
            <h3>{t('settings.panel.text')}</h3>
            {mail.text ? (
              <div className="mtext" dir="auto">
                {mail.text}
              </div>
            ) : (
              <p className="t3">{mail.has_raw ? t('settings.panel.noText') : t('settings.panel.gone')}</p>
            )}
          </section>
          {mail.headers.length > 0 ? <Headers headers={mail.headers} /> : null}
        </div>
      )}
    </aside>
  );
}

function Why({ mail }: { mail: Mail }) {
  const { t } = useTranslation('email');
  const reason = reasonText(t, mail.reason, mail.reason_label);
  return (
    <section className="msec">
      <h3 className="vh">{t('settings.column.why')}</h3>
      <p className="row">
        <MailStateBadge mail={mail} />
        {reason ? <span className="med">{reason}</span> : null}
      </p>
      <p className="hint">{mail.detail || t(`settings.stateHint.${mail.state}`)}</p>
    </section>
  );
}

function Facts({ mail }: { mail: Mail }) {
  const { t, i18n } = useTranslation('email');
  const { name, address } = mail.from;
  const facts: [label: string, value: ReactNode][] = [
    [
      t('settings.column.from'),
      <span key="from">
        <bdi>{name || address || t('settings.nobody')}</bdi>
        {name && address ? <bdi className="why2">{address}</bdi> : null}
      </span>,
    ],
    [t('settings.panel.proof'), mail.is_authentic ? t('settings.panel.proven') : t('settings.panel.unproven')],
    [t('settings.column.mailbox'), <bdi key="box">{mail.mailbox.address}</bdi>],
    [t('settings.panel.source'), t(`settings.source.${mail.source}`)],
    [t('settings.panel.fetched'), absoluteTime(mail.fetched_at, i18n.language)],
    ...(mail.finished_at ? [[t('settings.panel.finished'), absoluteTime(mail.finished_at, i18n.language)] as [string, ReactNode]] : []),
    [t('settings.panel.attempts'), new Intl.NumberFormat(i18n.language).format(mail.attempts)],
    ...(mail.next_attempt_at
      ? [[t('settings.panel.nextAttempt'), absoluteTime(mail.next_attempt_at, i18n.language)] as [string, ReactNode]]
      : []),
    [t('settings.panel.size'), sizeOf(mail.size, i18n.language)],
    ...(mail.ticket === null
      ? []
      : [
          [
            t('settings.column.ticket'),
            <Link key="ticket" className="link" to="/inbox/$number" params={{ number: String(mail.ticket) }}>
              {t('settings.ticketNumber', { number: mail.ticket })}
            </Link>,
          ] as [string, ReactNode],
        ]),
  ];
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Headers({ headers }: { headers: Mail['headers'] }) {
  const { t } = useTranslation('email');
  return (
    <details className="msec">
      <summary>{t('settings.panel.headers', { count: headers.length })}</summary>
      <dl className="heads" dir="ltr">
        {headers.map(([name, value], index) => (
          <div key={`${index} ${name}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Try a mail again that could not be stored. */
export function RetryButton({ isBusy, onRetry }: { isBusy: boolean; onRetry: () => void }) {
  const { t } = useTranslation('email');
  return (
    <Button busy={isBusy ? t('settings.action.retrying') : null} onClick={onRetry}>
      {t('settings.action.retry')}
    </Button>
  );
}
