import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import type { Gap } from './api';

interface Part {
  gap: Gap;
}

/** The article on the gap's own tickets. */
export function Trial({ gap: { trial } }: Part) {
  const { t } = useTranslation('kb-gaps');
  if (trial?.state !== 'done') return null;
  return (
    <div role="status">
      <p>
        <b>{t('trial.sum', { answered: trial.answered, found: trial.found, count: trial.tried })}</b>
      </p>
      {trial.is_current ? null : <p className="notice">{t('trial.old')}</p>}
      <ul className="kg-lines">
        {trial.items.map((item) => (
          <li key={item.ticket}>
            <TicketLink number={item.ticket} />
            <span className="t2">
              {t(item.is_cited ? 'trial.answered' : item.is_found ? 'trial.found' : 'trial.missed', {
                outcome: t(`outcome.${item.outcome}`),
              })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Of the questions like these, how many the assistant answered alone, before and since. */
export function Effect({ gap: { effect } }: Part) {
  const { t, i18n } = useTranslation('kb-gaps');
  const now = useNow(60_000);
  if (!effect) return null;
  return (
    <section className="kg-part">
      <h3>{t('effect.title')}</h3>
      <p>{t('effect.before', effect.before)}</p>
      <p>{t('effect.after', { ...effect.after, date: shortDate(effect.since, now, i18n.language) })}</p>
      <p className="t3 f11">{t('effect.hint')}</p>
    </section>
  );
}

/** The tickets that show a gap, of those that one may see. */
export function Evidence({ gap }: Part) {
  const { t, i18n } = useTranslation('kb-gaps');
  const now = useNow(60_000);
  return (
    <section className="kg-part">
      <h3>{t('evidence.title')}</h3>
      <ul className="kg-lines kg-questions">
        {gap.evidence.map((row) => (
          <li key={row.number}>
            <p className="row">
              <TicketLink number={row.number} />
              <span className="t2">{t(`kind.${row.kind}`)}</span>
              <span className="sp" />
              <time className="t3" dateTime={row.asked_at}>
                {shortDate(row.asked_at, now, i18n.language)}
              </time>
            </p>
            <p dir="auto" className="kg-quote">
              {row.question}
            </p>
            {row.article ? (
              <p className="f12">
                <Link to="/kb/$id" params={{ id: String(row.article.id) }} className="link" dir="auto">
                  {row.article.name}
                </Link>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was searched for and not found, beside the tickets. */
export function Searches({ gap }: Part) {
  const { t } = useTranslation('kb-gaps');
  if (gap.searches.length === 0) return null;
  return (
    <section className="kg-part">
      <h3>{t('evidence.searches')}</h3>
      <ul className="kg-lines">
        {gap.searches.map((row) => (
          <li key={row.query}>
            <span dir="auto">{row.query}</span>
            <span className="t2">{t('evidence.searched', { count: row.count, followed: row.followed })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the draft was made from, so that whoever edits it can check it. */
export function Quotes({ gap }: Part) {
  const { t } = useTranslation('kb-gaps');
  if (gap.quotes.length === 0) return null;
  return (
    <section className="kg-part">
      <h3>{t('evidence.quotes')}</h3>
      <p className="t2 f12">{gap.drafted_by === 'quoted' ? t('evidence.quoted') : t('evidence.written', { engine: gap.drafted_by })}</p>
      {gap.quotes.map((quote) => (
        <figure key={quote.ticket} className="kg-figure">
          <blockquote dir="auto">{quote.text}</blockquote>
          <figcaption>
            <TicketLink number={quote.ticket} />
          </figcaption>
        </figure>
      ))}
    </section>
  );
}

function TicketLink({ number }: { number: number }) {
  return (
    <Link to="/inbox/$number" params={{ number: String(number) }} className="link num">
      #{number}
    </Link>
  );
}
