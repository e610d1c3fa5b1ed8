import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, useReason } from '@/shared/ui';
import type { DryRun, Rule, RuleWarning } from './api';
import { ChangesList } from './changes-list';
import { placeText, type Names } from './sentences';

export interface DryRunPanelProps {
  tried: DryRun | undefined;
  /** Whether the draft is another one since. */
  isOld: boolean;
  isRunning: boolean;
  error: unknown;
  rules: readonly Rule[];
  names: Names;
  onRun: () => void;
}

const FIRST = 8;

/** What the draft would have done with past tickets, and what is wrong with it. */
export function DryRunPanel({ tried, isOld, isRunning, error, rules, names, onRun }: DryRunPanelProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const reason = useReason(error);
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <section className="rt-dry" aria-label={t('dryRun')}>
      <div className="rt-list-h">
        <h2>{t('dryRun')}</h2>
        <span className="sp" />
        <Button size="sm" busy={isRunning ? t('running') : null} onClick={onRun}>
          {t(tried ? 'runAgain' : 'run')}
        </Button>
      </div>
      <div role="status" className="rt-lead">
        {tried ? (
          <p>
            {t('movedOf', { count: tried.looked_at, moved: number.format(tried.moved), total: number.format(tried.looked_at) })}{' '}
            {isOld ? <Badge tone="warn">{t('isOld')}</Badge> : null}
          </p>
        ) : (
          <p className="hint">{t('dryRunHint')}</p>
        )}
      </div>
      {error ? (
        <p className="hint bad" role="alert" dir="auto">
          <b>{t('notRun')}</b> {reason}
        </p>
      ) : null}
      {tried ? (
        <>
          <Flows tried={tried} names={names} />
          <Moved tried={tried} names={names} />
          <h3>{t('beforePublishing')}</h3>
          <Warnings warnings={tried.warnings} rules={rules} />
          <h3>{t('againstVersion', { version: tried.version })}</h3>
          <ChangesList changes={tried.changes} names={names} />
        </>
      ) : null}
    </section>
  );
}

function Flows({ tried, names }: { tried: DryRun; names: Names }) {
  const { t, i18n } = useTranslation('routing-settings');
  if (tried.flows.length === 0) return null;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <table className="rt-flows">
      <caption className="vh">{t('flows')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('from')}</th>
          <th scope="col">{t('to')}</th>
          <th scope="col" className="fn">{t('tickets')}</th>
        </tr>
      </thead>
      <tbody>
        {tried.flows.map(({ from, to, count }) => (
          <tr key={`${from.tier}/${from.team}/${to.tier}/${to.team}`}>
            <td dir="auto">{placeText(t, from, names)}</td>
            <td dir="auto">
              <b className="med">{placeText(t, to, names)}</b>
            </td>
            <td className="fn">{number.format(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Moved({ tried, names }: { tried: DryRun; names: Names }) {
  const { t } = useTranslation('routing-settings');
  const [isWhole, setWhole] = useState(false);
  if (tried.tickets.length === 0) return null;
  const shown = isWhole ? tried.tickets : tried.tickets.slice(0, FIRST);
  return (
    <>
      <h3>{t('movedTickets')}</h3>
      <ul className="rt-moved">
        {shown.map(({ number, subject, company, from, to }) => (
          <li key={number}>
            <Link to="/inbox/$number" params={{ number: String(number) }} target="_blank">
              <span className="row">
                <span className="t3">#{number}</span>
                {company ? (
                  <b className="med" dir="auto">
                    {company}
                  </b>
                ) : null}
              </span>
              <span dir="auto">{subject}</span>
              <span className="why2" dir="auto">
                {t('fromTo', { from: placeText(t, from, names), to: placeText(t, to, names) })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {tried.tickets.length > FIRST ? (
        <Button variant="ghost" size="sm" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('showFewer') : t('showAll', { count: tried.tickets.length })}
        </Button>
      ) : null}
    </>
  );
}

function Warnings({ warnings, rules }: { warnings: readonly RuleWarning[]; rules: readonly Rule[] }) {
  const { t, i18n } = useTranslation('routing-settings');
  if (warnings.length === 0) return <p className="hint">{t('noWarnings')}</p>;
  const named = (place: number): string => t('placeAndName', { place, name: rules[place - 1]?.name ?? '' });
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  return (
    <ul className="rt-warnings">
      {warnings.map((warning) => (
        <li key={`${warning.fault}/${warning.place}/${warning.others.join()}/${warning.detail}`} dir="auto">
          <Badge tone={warning.fault === 'never' || warning.fault === 'unreachable' ? 'bad' : 'warn'}>{t(`badge.${warning.fault}`)}</Badge>{' '}
          {t(`warning.${warning.fault}`, {
            rule: named(warning.place),
            others: list.format(warning.others.map(named)),
            count: warning.count,
            detail: warning.detail,
          })}
        </li>
      ))}
    </ul>
  );
}
