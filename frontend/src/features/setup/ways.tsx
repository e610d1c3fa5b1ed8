import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupWay } from '@/shared/setup';
import { SettingsLink } from '@/shared/slots';
import { BrandWay } from './brand-way';
import { Waits } from './waits';
import { WidgetWay } from './widget-way';

export interface WayProps {
  way: SetupWay;
}

function MailboxWay({ way }: WayProps) {
  const { t } = useTranslation('setup');
  const { address = '', problem } = way.facts.names;
  const { id } = way.facts.counts;
  if (way.state === 'open') {
    return (
      <div className="row su-do">
        <SettingsLink className="btn pri" path="/email/new">
          {t('mailbox.add')}
        </SettingsLink>
      </div>
    );
  }
  if (way.state === 'done') return <Waits isDone>{t('mailbox.done', { address })}</Waits>;
  return (
    <>
      {problem ? (
        <p className="notice bad" role="status">
          {t('mailbox.problem', { address, problem })}
        </p>
      ) : (
        <Waits>{t('mailbox.waits', { address })}</Waits>
      )}
      <div className="row su-do">
        {id === undefined ? null : (
          <SettingsLink className="btn" path={`/email/${id}`}>
            {t('mailbox.open')}
          </SettingsLink>
        )}
        <SettingsLink className="btn ghost" path="/email/log">
          {t('mailbox.log')}
        </SettingsLink>
      </div>
    </>
  );
}

function ArticleWay({ way }: WayProps) {
  const { t } = useTranslation('setup');
  const { id } = way.facts.counts;
  return (
    <>
      {way.state === 'waiting' ? <Waits>{t('article.waits', { title: way.facts.names.title ?? '' })}</Waits> : null}
      {way.state === 'done' ? <Waits isDone>{t('article.done')}</Waits> : null}
      <div className="row su-do">
        {way.state === 'waiting' && id !== undefined ? (
          <Link className="btn pri" to="/kb/$id" params={{ id: String(id) }}>
            {t('article.publish')}
          </Link>
        ) : null}
        <Link className={way.state === 'open' ? 'btn pri' : 'btn'} to="/kb">
          {t('article.write')}
        </Link>
      </div>
    </>
  );
}

function InviteWay({ way }: WayProps) {
  const { t } = useTranslation('setup');
  const person = way.facts.names.person ?? '';
  return (
    <>
      {way.state === 'waiting' ? <Waits>{t('invite.waits', { person })}</Waits> : null}
      {way.state === 'done' ? <Waits isDone>{t('invite.done', { person })}</Waits> : null}
      <div className="row su-do">
        <SettingsLink className={way.state === 'open' ? 'btn pri' : 'btn'} path="/people/invite">
          {t('invite.do')}
        </SettingsLink>
        <SettingsLink className="btn ghost" path="/teams">
          {t('invite.teams')}
        </SettingsLink>
      </div>
    </>
  );
}

function AnswerWay({ way }: WayProps) {
  const { t } = useTranslation('setup');
  const { number } = way.facts.counts;
  if (way.state === 'done') return <Waits isDone>{t('answer.done')}</Waits>;
  if (number === undefined) return <Waits>{t('answer.waits')}</Waits>;
  return (
    <>
      <p role="status">{t('answer.here', { number })}</p>
      <div className="row su-do">
        <Link className="btn pri" to="/inbox/$number" params={{ number: String(number) }}>
          {t('answer.open', { number })}
        </Link>
      </div>
    </>
  );
}

/** What there is to do for each way that the server names; one without a body is told by its state alone. */
export const WAYS: Readonly<Record<string, ComponentType<WayProps>>> = {
  brand: BrandWay,
  widget: WidgetWay,
  mailbox: MailboxWay,
  article: ArticleWay,
  invite: InviteWay,
  answer: AnswerWay,
};
