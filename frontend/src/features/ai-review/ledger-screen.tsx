import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSettingsAddress } from '@/shared/slots';
import { Empty, Loaded, Segmented, SelectField } from '@/shared/ui';
import { ActionFigures } from './action-figures';
import { ledgerFile, ledgerQuery } from './api';
import { LedgerSide } from './ledger-side';
import { LedgerTable } from './ledger-table';
import type { LedgerSearch } from './search';
import { DAYS, percent, STATES, USUAL_DAYS, type Ledger } from './words';

/** How conversations ended, with what stands behind each figure. */
export function LedgerScreen() {
  const { t } = useTranslation('ai-review');
  const { search, onSearch } = useSettingsAddress<LedgerSearch>();
  const query = useQuery(ledgerQuery(search));
  return (
    <div className="lgw">
      <section className="lgm" aria-label={t('ledger.title')}>
        <div className="lgf">
          <SelectField
            hideLabel
            label={t('ledger.period')}
            value={String(search.days ?? USUAL_DAYS)}
            options={DAYS.map((days) => ({ value: String(days), label: t('ledger.days', { count: days }) }))}
            onChange={(days) => onSearch({ ...search, days: Number(days) })}
          />
          <Segmented
            label={t('ledger.by')}
            value={search.by ?? 'category'}
            options={[
              { value: 'category', label: t('ledger.byCategory') },
              { value: 'channel', label: t('ledger.byChannel') },
            ]}
            onChange={(by) => onSearch({ days: search.days, by: by === 'channel' ? 'channel' : undefined })}
          />
          <span className="sp" />
          <a className="btn" href={ledgerFile({ days: search.days, by: search.by })} download>
            {t('ledger.csv')}
          </a>
        </div>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <div className="scroll" tabIndex={0} role="region" aria-label={t('ledger.table')}>
          <Loaded query={query} fault={t('ledger.fault')}>
            {(ledger) =>
              ledger.all.ended + ledger.all.open === 0 ? (
                <Empty title={t('ledger.none')}>{t('ledger.noneHint')}</Empty>
              ) : (
                <>
                  <Summary ledger={ledger} />
                  <LedgerTable ledger={ledger} search={search} onSearch={onSearch} />
                </>
              )
            }
          </Loaded>
          <ActionFigures />
          <dl className="lgd">
            {STATES.map((state) => (
              <div key={state}>
                <dt>{t(`state.${state}`)}</dt>
                <dd>{t(`means.${state}`)}</dd>
              </div>
            ))}
          </dl>
          <p className="t3 f12 pad">{t('ledger.kept')}</p>
        </div>
      </section>
      {search.state === undefined ? null : <LedgerSide search={search} onClose={() => onSearch({ ...search, state: undefined, group: undefined })} />}
    </div>
  );
}

function Summary({ ledger }: { ledger: Ledger }) {
  const { t, i18n } = useTranslation('ai-review');
  const { all } = ledger;
  const countOf = (state: string): number => all.counts.find((one) => one.state === state)?.count ?? 0;
  const solved = countOf('confirmed') + countOf('verified');
  const share = all.counts[0]?.share === null ? null : solved / all.ended;
  return (
    <p className="lgs">
      <b>{share === null ? t('ledger.solvedFew', { solved, ended: all.ended }) : t('ledger.solved', { share: percent(share, i18n.language), ended: all.ended })}</b>{' '}
      <span className="t2">{t('ledger.rest', { assumed: countOf('assumed'), back: countOf('came_back'), open: all.open })}</span>
    </p>
  );
}
