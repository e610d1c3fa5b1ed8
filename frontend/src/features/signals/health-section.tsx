import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, Loaded } from '@/shared/ui';
import { companySignalsQuery, healthQuery } from './api';
import { CorrectDialog } from './correct-dialog';
import { TicketLinks, useTitle } from './told';
import { Trend } from './trend';
import { valuesOf, type Health, type HealthReason, type Reason } from './words';
import './signals.css';

/** How a company is, with the reasons and their tickets, and its open signals; nothing for who may not see it. */
export function CompanyHealthSection({ id }: { id: number }) {
  const { t } = useTranslation('signals');
  const query = useQuery(healthQuery(id));
  const isNotOpen = isProblem(query.error) && [403, 404].includes(query.error.status);
  if (isNotOpen) return null;
  return (
    <section className="sghealth" aria-label={t('health.title')}>
      <h2>{t('health.title')}</h2>
      <Loaded query={query} fault={t('health.fault')}>
        {(health) => <Shown health={health} />}
      </Loaded>
      <CompanySignals id={id} />
    </section>
  );
}

function Shown({ health }: { health: Health }) {
  const { t } = useTranslation('signals');
  const [correcting, setCorrecting] = useState<Reason | null>(null);
  const { score, before } = health;
  if (health.worked_out_at === null) return <p className="t2">{t('health.notYet')}</p>;
  return (
    <>
      <p className="row sgscore">
        {score === null ? (
          <span>{t('health.tooLittle', { count: health.seen, least: health.least_tickets })}</span>
        ) : (
          <>
            <b className="sgfig">{score}</b> <span className="t2">{t('health.of100')}</span>
            {before === null ? null : <span className={score < before ? 'sgdown' : 't2'}>{t('health.change', { change: signed(score - before) })}</span>}
            {score < health.at_risk ? <Badge tone="bad">{t('health.atRisk')}</Badge> : null}
          </>
        )}
        <span className="sp" />
        {health.may_correct ? (
          <Button size="sm" onClick={() => setCorrecting('burst')}>
            {t('correct.open')}
          </Button>
        ) : null}
      </p>
      <Trend days={health.days} />
      <Reasons health={health} onCorrect={health.may_correct ? setCorrecting : null} />
      <p className="t3 f12 sgrule">{t('health.isRule', { version: health.rules_version })}</p>
      {correcting === null ? null : <CorrectDialog company={health.company.id} health={health} reason={correcting} onClose={() => setCorrecting(null)} />}
    </>
  );
}

const signed = (points: number): string => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '±0');

function Reasons({ health, onCorrect }: { health: Health; onCorrect: ((reason: Reason) => void) | null }) {
  const { t } = useTranslation('signals');
  if (health.reasons.length === 0) return <p className="t2">{t('health.noReason')}</p>;
  return (
    <table className="dt cards sgreasons">
      <thead>
        <tr>
          <th scope="col">{t('health.reason')}</th>
          <th scope="col">{t('health.seen')}</th>
          <th scope="col" className="num">
            {t('health.points')}
          </th>
          <th scope="col" className="num">
            {t('health.without')}
          </th>
        </tr>
      </thead>
      <tbody>
        {health.reasons.map((one) => (
          <ReasonRow key={one.reason} one={one} health={health} onCorrect={onCorrect} />
        ))}
      </tbody>
    </table>
  );
}

function ReasonRow({ one, health, onCorrect }: { one: HealthReason; health: Health; onCorrect: ((reason: Reason) => void) | null }) {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  const correction = health.corrections.find(({ reason, holds }) => reason === one.reason && holds);
  const name = t(`reason.${one.reason}`);
  return (
    <tr>
      <th scope="row">
        {onCorrect ? (
          <button type="button" className="link" aria-label={t('correct.this', { reason: name })} onClick={() => onCorrect(one.reason)}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td data-label={t('health.seen')}>
        <span dir="auto">{t(`piece.${one.reason}`, valuesOf(one.figures, now, i18n.language))}</span>
        <TicketLinks numbers={one.tickets} count={one.count} tickets={health.tickets} />
        {correction ? (
          <span className="t2 f12 sgabout" dir="auto">
            {t('correct.is', { why: correction.why, name: correction.by?.name ?? t('nobody'), until: shortDate(`${correction.until_on}T12:00`, now, i18n.language), ruled: signed(one.ruled ?? 0) })}
          </span>
        ) : null}
      </td>
      <td data-label={t('health.points')} className="num">
        <b>{signed(one.points)}</b>
      </td>
      <td data-label={t('health.without')} className="num t2">
        {one.without ?? '–'}
      </td>
    </tr>
  );
}

function CompanySignals({ id }: { id: number }) {
  const { t } = useTranslation('signals');
  const query = useQuery(companySignalsQuery(id));
  const title = useTitle();
  const rows = query.data?.results ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{t('health.signals')}</h3>
      <ul className="sgpieces">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="t2">{t(`kind.${row.kind}`)}</span>{' '}
            <Link className="link" to="/insights/signals" search={{ signal: row.id }} dir="auto">
              {title(row)}
            </Link>{' '}
            <span className="t3">{row.owner?.name ?? t('nobody')}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
