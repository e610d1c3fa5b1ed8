import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { Button, ErrorState, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { browserOf } from '@/shared/lib/agent';
import { accountApi, accountKeys, sessionsQuery, type OwnSession } from './api';
import './sessions.css';

/** Where one is signed in, with the way out of each. */
export function Sessions() {
  const { t, i18n } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const sessions = useQuery(sessionsQuery);
  const list = useRef<HTMLUListElement>(null);
  const nameOf = (session: OwnSession): string => {
    const known = browserOf(session.agent);
    return known ? t('account.sessions.browser', known) : t('account.sessions.unknown');
  };
  const remaining = (left: (session: OwnSession) => boolean): void => {
    client.setQueryData(sessionsQuery.queryKey, (before) => before?.filter(left));
    // The button that had focus is gone.
    list.current?.focus();
    void client.invalidateQueries({ queryKey: accountKeys.sessions });
  };
  const fail = (error: unknown): void => toastFailure(t('account.sessions.notEnded', { reason: reasonOf(error) }));
  const end = useMutation({
    mutationFn: (session: OwnSession) => accountApi.endSession(session.id),
    onSuccess: (_none, session) => {
      remaining(({ id }) => id !== session.id);
      toast(t('account.sessions.ended', { name: nameOf(session) }));
    },
    onError: fail,
  });
  const endOthers = useMutation({
    mutationFn: accountApi.endOthers,
    onSuccess: ({ ended }) => {
      remaining((session) => session.is_current);
      toast(t('account.sessions.endedOthers', { count: ended }));
    },
    onError: fail,
  });
  if (sessions.error && !sessions.data) {
    return <ErrorState title={t('account.sessions.fault')} error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  if (!sessions.data) return <p className="t3">{t('account.loading')}</p>;
  const now = Date.now();
  const hasOthers = sessions.data.some((session) => !session.is_current);
  return (
    <>
      <ul ref={list} className="sess" tabIndex={-1} aria-label={t('account.sessions.title')}>
        {sessions.data.map((session) => (
          <li key={session.id}>
            <span className="sess-who">
              <span className="med">{nameOf(session)}</span>
              <span className="why2">
                {session.address ? <bdi>{session.address} · </bdi> : null}
                {session.is_current ? (
                  t('account.sessions.this')
                ) : (
                  <time dateTime={session.last_seen_at} title={absoluteTime(session.last_seen_at, i18n.language)}>
                    {t('account.sessions.seen', { time: relativeTime(session.last_seen_at, now, i18n.language) })}
                  </time>
                )}
                {' · '}
                <time dateTime={session.created_at} title={absoluteTime(session.created_at, i18n.language)}>
                  {t('account.sessions.since', { time: relativeTime(session.created_at, now, i18n.language) })}
                </time>
              </span>
            </span>
            {session.is_current ? null : (
              <Button
                size="sm"
                aria-label={t('account.sessions.endLabel', { name: nameOf(session) })}
                onClick={() => end.mutate(session)}
              >
                {t('account.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {hasOthers ? (
        <div>
          <Button busy={endOthers.isPending ? t('account.sessions.endingOthers') : null} onClick={() => endOthers.mutate()}>
            {t('account.sessions.endOthers')}
          </Button>
        </div>
      ) : (
        <p className="hint">{t('account.sessions.only')}</p>
      )}
    </>
  );
}
