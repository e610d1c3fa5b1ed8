import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { Badge, Empty, Loaded } from '@/shared/ui';
import { driftQuery } from './api';
import { DriftSide } from './drift-side';
import { useScopeName, useShare } from './drift-words';
import type { DriftSearch } from './search';
import { MEASURES, type Drift, type DriftRow } from './words';
import './quality.css';

export interface DriftScreenProps {
  search: DriftSearch;
  onSearch: (search: DriftSearch) => void;
}

/** Whether quality falls anywhere, and what was changed around then. */
export function DriftScreen({ search, onSearch }: DriftScreenProps) {
  const { t } = useTranslation('quality');
  const maySee = useMay('insights.see');
  const mayWrite = useMay('quality.write');
  const query = useQuery({ ...driftQuery, enabled: maySee });
  useDocumentTitle(t('drift.title'));
  const close = (): void => {
    const name = keyOf({ scope: search.scope ?? 'all', value: search.value ?? '', measure: search.measure ?? 'csat' });
    onSearch({});
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-drift="${name}"]`)?.focus());
  };
  return (
    <main className="pane sp ql" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('drift.title')}</h1>
        <span className="sp" />
        {mayWrite ? (
          <SettingsLink path="/quality" className="link f12">
            {t('drift.watchLink')}
          </SettingsLink>
        ) : null}
      </header>
      <ConnectionBar />
      <InsightTabs page="drift" />
      {maySee ? (
        <div className={`qlg${search.measure === undefined ? '' : ' has-open'}`}>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div className="scroll qldr" tabIndex={0} role="region" aria-label={t('drift.title')}>
            <Loaded query={query} fault={t('drift.fault')}>
              {(drift) => <Table drift={drift} search={search} onSearch={onSearch} />}
            </Loaded>
          </div>
          {search.measure === undefined || query.data === undefined ? null : <DriftSide key={JSON.stringify(search)} drift={query.data} search={search} onClose={close} />}
        </div>
      ) : (
        <Empty title={t('drift.notAllowed')}>{t('drift.notAllowedHint')}</Empty>
      )}
    </main>
  );
}

const keyOf = ({ scope, value, measure }: Pick<DriftRow, 'scope' | 'value' | 'measure'>): string => `${scope}-${value}-${measure}`;

function Table({ drift, search, onSearch }: { drift: Drift } & DriftScreenProps) {
  const { t } = useTranslation('quality');
  const nameOf = useScopeName();
  const scopes = drift.results.filter((row) => row.measure === MEASURES[0]);
  const fallen = drift.results.filter((row) => row.has_fallen);
  return (
    <>
      <p className="qlrule">{fallen.length === 0 ? t('drift.steady') : t('drift.fallen', { count: fallen.length })}</p>
      <p className="t2 f12 qlpad">
        {t('drift.method', { recent: drift.recent_days, usual: drift.usual_days, least: drift.least_usual })}
      </p>
      <table className="dt cards qlta">
        <thead>
          <tr>
            <th scope="col">{t('drift.scope')}</th>
            {MEASURES.map((measure) => (
              <th key={measure} scope="col">
                {t(`measure.${measure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scopes.map((first) => (
            <tr key={`${first.scope}-${first.value}`}>
              <th scope="row">
                {nameOf(first)} {first.is_close ? <Badge tone="mute">{t('drift.close')}</Badge> : null}
              </th>
              {MEASURES.map((measure) => {
                const row = drift.results.find((one) => one.scope === first.scope && one.value === first.value && one.measure === measure);
                return (
                  <td key={measure} data-label={t(`measure.${measure}`)}>
                    {row ? <Cell row={row} isOpen={search.scope === row.scope && (search.value ?? '') === row.value && search.measure === measure} onOpen={() => onSearch({ scope: row.scope, ...(row.value ? { value: row.value } : {}), measure })} /> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Cell({ row, isOpen, onOpen }: { row: DriftRow; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation('quality');
  const share = useShare();
  if (row.all === 0 && row.usual_all === 0) return <span className="t3">{t('drift.nothing')}</span>;
  return (
    <button type="button" className="link" aria-expanded={isOpen} data-drift={keyOf(row)} onClick={onOpen}>
      {row.all === 0 ? t('drift.noneLately') : share(row.bad, row.all)}
      <span className="t3 f11"> {row.limit === null ? t('drift.tooLittle') : t('drift.usually', { share: share(row.usual_bad, row.usual_all) })}</span>
      {row.has_fallen ? <Badge tone="warn">{t('drift.hasFallen')}</Badge> : null}
    </button>
  );
}
