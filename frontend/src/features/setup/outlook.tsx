import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { duration } from '@/shared/lib/dates';
import { Badge, ErrorState } from '@/shared/ui';
import { outlookQuery, type Proposal, type Rule } from './api';
import { nameOf } from './names';

/** What holds already, as it really is, and what is for later, with its evidence. */
export function Outlook() {
  const { t } = useTranslation('setup');
  const outlook = useQuery(outlookQuery);
  if (outlook.error && !outlook.data) {
    return <ErrorState title={t('outlookFault')} error={outlook.error} onRetry={() => void outlook.refetch()} />;
  }
  const { rules = [], proposals = [] } = outlook.data ?? {};
  const isLocal = rules.find(({ id }) => id === 'assistant')?.facts.counts.is_local;
  return (
    <aside className="su-out" aria-label={t('outlook')}>
      {rules.length > 0 ? (
        <section>
          <h2>{t('rules')}</h2>
          <ul>
            {rules.map((rule) => (
              <RuleItem key={rule.id} rule={rule} />
            ))}
          </ul>
        </section>
      ) : null}
      {proposals.length > 0 ? (
        <section>
          <h2>{t('proposals')}</h2>
          <ul>
            {proposals.map((proposal) => (
              <ProposalItem key={proposal.id} proposal={proposal} />
            ))}
          </ul>
          <p className="hint">{t('proposalsHint')}</p>
        </section>
      ) : null}
      {isLocal === undefined ? null : (
        <section>
          <h2>{t(isLocal ? 'local.title' : 'model.title')}</h2>
          <p className="t2">{t(isLocal ? 'local.text' : 'model.text')}</p>
        </section>
      )}
    </aside>
  );
}

function RuleItem({ rule }: { rule: Rule }) {
  const { t, i18n } = useTranslation(['setup', 'shared']);
  return (
    <li>
      <b>{nameOf(t, `rule.${rule.id}.title`, rule.id)}</b> <span dir="auto">{ruleText(rule, t, i18n.language)}</span>
    </li>
  );
}

function ruleText({ id, facts: { names, counts } }: Rule, t: TFunction, locale: string): string {
  const time = (seconds: number | undefined): string => (seconds ? duration(seconds * 1000, locale) : t('setup:rule.clocks.none'));
  switch (id) {
    case 'acknowledgement':
      return t(`setup:rule.acknowledgement.${counts.is_on ? (counts.mailboxes ? 'on' : 'will') : 'off'}`);
    case 'routing':
      return `${t('setup:rule.routing.rules', { count: counts.rules ?? 0 })} ${t(`setup:rule.routing.${counts.assigns ? 'assigns' : 'waits'}`)}`;
    case 'clocks':
      return t('setup:rule.clocks.text', { mail: time(counts.email), chat: time(counts.chat), hours: names.calendar ?? '', timezone: names.timezone ?? '' });
    case 'survey':
      return t(`setup:rule.survey.${counts.is_on ? 'on' : 'off'}`);
    case 'assistant': {
      if (!counts.is_on) return t('setup:rule.assistant.off');
      const channels = (names.channels ?? '').split(',').map((channel) => t(`shared:channel.${channel}`, { defaultValue: channel }));
      const list = new Intl.ListFormat(locale).format(channels);
      return `${t('setup:rule.assistant.on', { channels: list })} ${t('setup:rule.assistant.boundaries', { count: counts.boundaries ?? 0 })}`;
    }
    default:
      return '';
  }
}

function ProposalItem({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation('setup');
  const evidence = proposal.evidence.map(({ kind, count, needed }) => t(`evidence.${kind}`, { have: count, needed, defaultValue: `${count} / ${needed}` }));
  return (
    <li>
      <b>{nameOf(t, `proposal.${proposal.id}.title`, proposal.id)}</b>{' '}
      {proposal.is_proposed ? <Badge tone="ok">{t('proposed')}</Badge> : null}
      <span className="su-why">{nameOf(t, `proposal.${proposal.id}.text`, '')}</span>
      <span className="su-why t3">{evidence.join(', ')}</span>
    </li>
  );
}
