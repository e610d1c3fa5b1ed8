import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Empty, Loaded } from '@/shared/ui';
import { signalsQuery } from './api';
import type { SignalsSearch } from './search';
import { SignalPanel } from './signal-panel';
import { SignalsTable } from './signals-table';
import { LISTS, type Signals } from './words';
import './signals.css';

export interface SignalsScreenProps {
  search: SignalsSearch;
  onSearch: (search: SignalsSearch) => void;
}

/** What somebody should look at, the strongest first, each with its evidence beside it. */
export function SignalsScreen({ search, onSearch }: SignalsScreenProps) {
  const { t } = useTranslation('signals');
  const { list = 'open', signal } = search;
  const query = useQuery(signalsQuery(list));
  const box = useRef<HTMLDivElement>(null);
  const mayWrite = useMay('insights.write');
  useDocumentTitle(t('title.page'));
  const rows = query.data?.results ?? [];
  const close = (): void => {
    onSearch({ list });
    // The panel takes what had the focus with it.
    requestAnimationFrame(() => (box.current?.querySelector<HTMLElement>(`[data-signal="${signal}"]`) ?? box.current)?.focus());
  };
  const step = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === signal);
    const next = rows[at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) onSearch({ list, signal: next.id });
  };
  useShortcuts(t('title.page'), [
    { keys: 'j', label: t('next'), run: () => step(1) },
    { keys: 'k', label: t('before'), run: () => step(-1) },
  ]);
  const isNarrow = isProblem(query.error) && query.error.status === 403;
  return (
    <main className="pane sp sgn" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title.page')}</h1>
        <span className="sp" />
        {mayWrite ? <SettingsLink path="/health" className="link f12">{t('rulesLink')}</SettingsLink> : null}
      </header>
      <ConnectionBar />
      <InsightTabs page="signals" />
      {isNarrow ? (
        <Empty title={t('narrow')}>{t('narrowHint')}</Empty>
      ) : (
        <div className={`sgcols${signal === undefined ? '' : ' has-panel'}`}>
          <div className="scroll sglist" ref={box} tabIndex={-1} role="region" aria-label={t('title.page')}>
            <Loaded query={query} fault={t('fault')}>
              {(found) => (
                <>
                  <Lists found={found} list={list} onList={(next) => onSearch({ list: next })} />
                  <Sum found={found} />
                  {found.results.length === 0 ? (
                    <Empty title={t(`none.${list}`)}>{t('noneHint')}</Empty>
                  ) : (
                    <SignalsTable found={found} open={signal} onOpen={(id) => onSearch({ list, signal: id })} />
                  )}
                </>
              )}
            </Loaded>
          </div>
          {signal === undefined ? null : <SignalPanel key={signal} id={signal} onClose={close} />}
        </div>
      )}
    </main>
  );
}

function Lists({ found, list, onList }: { found: Signals; list: (typeof LISTS)[number]; onList: (list: (typeof LISTS)[number]) => void }) {
  const { t } = useTranslation('signals');
  return (
    <div className="sgtabs" role="group" aria-label={t('lists')}>
      {LISTS.map((one) => (
        <button key={one} type="button" className={one === list ? 'on' : ''} aria-pressed={one === list} onClick={() => onList(one)}>
          {t(`list.${one}`)} <span className="count">{found.counts[one]}</span>
        </button>
      ))}
    </div>
  );
}

function Sum({ found }: { found: Signals }) {
  const { t } = useTranslation('signals');
  const worth = found.precision.reduce((sum, one) => sum + one.worth, 0);
  const judged = found.precision.reduce((sum, one) => sum + one.judged, 0);
  return (
    <p className="sgsum">
      <b>{t('budget', { used: found.used, budget: found.budget })}</b>{' '}
      <span className="t2">
        {t('rule')} {judged === 0 ? t('precision.none') : t('precision.all', { worth, count: judged })}
      </span>
    </p>
  );
}
