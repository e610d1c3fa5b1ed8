import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay, useTeams } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Button, CHANNELS, Empty, Loaded, Segmented, SelectField } from '@/shared/ui';
import { AccountsBoard } from './accounts-board';
import { accountsFile, byOf, csvFile, figuresQuery, groupsQuery, pdfFile, seriesQuery } from './api';
import { BehindSide } from './behind-side';
import { DayChart } from './day-chart';
import { Figures } from './figures';
import { GroupTable } from './group-table';
import { MoneySection } from './money-section';
import { ReportsDialog } from './reports-dialog';
import type { InsightsSearch } from './search';
import { boardOf, COLUMNS_OF, DAYS, GROUPS, MEASURES_OF, USUAL_DAYS, VIEWS, type By, type Insights } from './words';
import './insights.css';

export interface InsightsScreenProps {
  search: InsightsSearch;
  onSearch: (search: InsightsSearch) => void;
}

/** How support does, by reader; every figure opens its tickets. */
export function InsightsScreen({ search, onSearch }: InsightsScreenProps) {
  const { t } = useTranslation('insights');
  const maySee = useMay('insights.see');
  useDocumentTitle(t('title'));
  const { reader: view = 'operations' } = search;
  const closed = { ...search, measure: undefined, side: undefined, group: undefined };
  return (
    <main className="pane sp ins" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
        <span className="sp" />
        <Segmented
          label={t('reader')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(next) => onSearch({ ...closed, reader: next, by: undefined })}
        />
      </header>
      <ConnectionBar />
      <InsightTabs page="overview" />
      {maySee ? (
        <div className="inw">
          <section className="inm" aria-label={t(`view.${view}`)}>
            {view === 'accounts' ? (
              <div className="infl">
                <Exports search={closed} onSearch={onSearch} />
              </div>
            ) : (
              <Filters search={closed} onSearch={onSearch} />
            )}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
            <div className="scroll" tabIndex={0} role="region" aria-label={t('figures')}>
              {view === 'accounts' ? <AccountsBoard /> : <Board search={search} onSearch={onSearch} />}
            </div>
          </section>
          {search.reports ? <ReportsDialog search={search} onClose={() => onSearch({ ...search, reports: undefined })} /> : null}
          {search.measure === undefined ? null : <BehindSide search={search} onClose={() => onSearch(closed)} />}
        </div>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}

function Board({ search, onSearch }: InsightsScreenProps) {
  const { t, i18n } = useTranslation('insights');
  const query = useQuery(figuresQuery(search));
  const series = useQuery(seriesQuery(search));
  const { days = USUAL_DAYS } = search;
  const view = boardOf(search.reader);
  return (
    <Loaded query={query} fault={t('fault')}>
      {(insights) => (
        <>
          <p className="inp f12 t2">{periodOf(insights, t, i18n.language)}</p>
          <Figures
            insights={insights}
            measures={MEASURES_OF[view]}
            opened={search.group === undefined ? search : {}}
            onOpen={(measure, side) => onSearch({ ...search, measure, side: side === 'all' ? undefined : side, group: undefined })}
          />
          <section className="qa">
            <h2>{t(view === 'friction' ? 'question.struggle' : 'question.keepingUp')}</h2>
            <Loaded query={series} fault={t('fault')}>
              {(found) => (
                <DayChart series={found} title={t(view === 'friction' ? 'chart.friction' : 'chart.volume')} line="created" bars={view === 'friction' ? 'reopened' : 'solved'} />
              )}
            </Loaded>
          </section>
          <Groups search={search} onSearch={onSearch} insights={insights} />
          {view === 'outcomes' ? <MoneySection days={days} /> : null}
        </>
      )}
    </Loaded>
  );
}

function periodOf(insights: Insights, t: ReturnType<typeof useTranslation<'insights'>>['t'], locale: string): string {
  const day = (text: string): string => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(text));
  const period = t('period', { since: day(insights.since), until: day(insights.until), zone: insights.timezone });
  const { baseline } = insights;
  return baseline ? `${period} ${t('baselineIs', { since: day(baseline.since), until: day(baseline.until) })}` : period;
}

function Groups({ search, onSearch, insights }: InsightsScreenProps & { insights: Insights }) {
  const { t } = useTranslation('insights');
  const query = useQuery(groupsQuery(search));
  const view = boardOf(search.reader);
  const by = byOf(search);
  return (
    <section className="qa">
      <div className="row">
        <h2>{t(`question.${view}`)}</h2>
        <span className="sp" />
        <SelectField<By>
          hideLabel
          label={t('tellBy')}
          value={by}
          options={GROUPS.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={(next) => onSearch({ ...search, by: next, measure: undefined, side: undefined, group: undefined })}
        />
      </div>
      <Loaded query={query} fault={t('fault')}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={t('none')}>{t('noneHint')}</Empty>
          ) : (
            <GroupTable
              groups={results}
              definitions={insights.definitions}
              by={by}
              columns={COLUMNS_OF[view]}
              opened={search}
              onOpen={(measure, group) => onSearch({ ...search, measure, side: undefined, group })}
            />
          )
        }
      </Loaded>
      <p className="f12 t3">{t('groupsHint')}</p>
    </section>
  );
}

const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve', 'none'] as const;
const CATEGORIES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request', 'none'] as const;

/** What can be taken along of the screen, now or by the clock. */
function Exports({ search, onSearch }: InsightsScreenProps) {
  const { t, i18n } = useTranslation('insights');
  const isOfAccounts = search.reader === 'accounts';
  return (
    <>
      <span className="sp" />
      <a className="btn" href={isOfAccounts ? accountsFile() : csvFile(search)} download>
        {t('csv')}
      </a>
      {isOfAccounts ? null : (
        <a className="btn" href={pdfFile(search, i18n.language.startsWith('de') ? 'de' : 'en')} download>
          {t('pdf')}
        </a>
      )}
      <Button onClick={() => onSearch({ ...search, reports: true })}>{t('plan.open')}</Button>
    </>
  );
}

function Filters({ search, onSearch }: InsightsScreenProps) {
  const { t } = useTranslation(['insights', 'shared']);
  const teams = useTeams();
  const named = (space: string, values: readonly string[]) => values.map((value) => ({ value, label: value === 'none' ? t('withNone') : t(`shared:${space}.${value}`) }));
  const all = (label: string) => ({ value: '', label });
  return (
    <div className="infl">
      <SelectField
        hideLabel
        label={t('period_label')}
        value={String(search.days ?? USUAL_DAYS)}
        options={DAYS.map((days) => ({ value: String(days), label: t('days', { count: days }) }))}
        onChange={(days) => onSearch({ ...search, days: Number(days) })}
      />
      <SelectField hideLabel label={t('by.segment')} value={search.segment ?? ''} options={[all(t('all.segment')), ...named('segment', SEGMENTS)]} onChange={(segment) => onSearch({ ...search, segment: segment || undefined })} />
      <SelectField hideLabel label={t('by.channel')} value={search.channel ?? ''} options={[all(t('all.channel')), ...named('channel', CHANNELS)]} onChange={(channel) => onSearch({ ...search, channel: channel || undefined })} />
      <SelectField hideLabel label={t('by.category')} value={search.category ?? ''} options={[all(t('all.category')), ...named('type', CATEGORIES)]} onChange={(category) => onSearch({ ...search, category: category || undefined })} />
      <SelectField
        hideLabel
        label={t('by.team')}
        value={search.team === undefined ? '' : String(search.team)}
        options={[all(t('all.team')), ...teams.map(({ id, name }) => ({ value: String(id), label: name })), { value: '0', label: t('withNone', { context: 'team' }) }]}
        onChange={(team) => onSearch({ ...search, team: team === '' ? undefined : Number(team) })}
      />
      <Exports search={search} onSearch={onSearch} />
    </div>
  );
}
