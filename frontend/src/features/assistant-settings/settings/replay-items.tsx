import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Loaded } from '@/shared/ui';
import { itemsQuery, type Replay, type ReplayItem } from './api';
import { ResultCard } from './result-card';

/** The questions of a replay, each with both results. */
export function ReplayItems({ replay, show }: { replay: Replay; show: 'changed' | 'all' }) {
  const { t } = useTranslation('assistant-settings');
  const query = useQuery({ ...itemsQuery(replay, show), placeholderData: (before) => before });
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Loaded query={query} fault={t('replay.itemsFault')}>
      {({ results, next }) =>
        results.length === 0 ? (
          <p className="hint">{t(show === 'changed' && replay.state !== 'running' ? 'replay.noChange' : 'replay.nothing')}</p>
        ) : (
          <>
            <ol className="as-rows">
              {results.map((item) => (
                <li key={item.position}>
                  <Item item={item} replay={replay} isOpen={open === item.position} onToggle={() => setOpen(open === item.position ? null : item.position)} />
                </li>
              ))}
            </ol>
            {next === null ? null : <p className="hint">{t('replay.more', { count: results.length })}</p>}
          </>
        )
      }
    </Loaded>
  );
}

interface ItemProps {
  item: ReplayItem;
  replay: Replay;
  isOpen: boolean;
  onToggle: () => void;
}

function Item({ item, replay, isOpen, onToggle }: ItemProps) {
  const { t } = useTranslation('assistant-settings');
  const { before, after } = item;
  return (
    <>
      <button type="button" className="as-row" aria-expanded={isOpen} onClick={onToggle}>
        <span className="ell" dir="auto">
          <span className="t3">{item.number === null ? t('replay.fromBench') : `#${item.number}`}</span> {item.subject}
        </span>
        {item.passed_after === null ? null : <Badge tone={item.passed_after ? 'ok' : 'bad'}>{t(item.passed_after ? 'replay.passed' : 'replay.failed')}</Badge>}
        <span className="t2 f12">
          {before.outcome === after.outcome
            ? t('replay.otherwise', { outcome: t(`outcome.${after.outcome}`) })
            : t('replay.fromTo', { from: t(`outcome.${before.outcome}`), to: t(`outcome.${after.outcome}`) })}
        </span>
      </button>
      {isOpen ? (
        <div className="as-open">
          {item.number === null ? null : (
            <Link className="link f12" to="/inbox/$number" params={{ number: String(item.number) }} target="_blank">
              {t('replay.openTicket', { number: item.number })}
            </Link>
          )}
          <div className="as-beside">
            <ResultCard title={t('replay.live', { version: replay.live })} result={before} />
            <ResultCard title={t('replay.draft')} result={after} />
          </div>
        </div>
      ) : null}
    </>
  );
}
