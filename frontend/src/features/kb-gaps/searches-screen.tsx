import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, Checkbox, Empty, Loaded, SelectField } from '@/shared/ui';
import { among, CHANNELS, reportQuery, searchesFile, searchesQuery, WHYS, type SearchReport } from './api';
import { FailedTable } from './failed-table';
import { Frame, Period } from './frame';
import type { SearchesSearch } from './search';

export interface SearchesScreenProps {
  search: SearchesSearch;
  onSearch: (search: SearchesSearch) => void;
}

/** What was looked for: the failed searches by what they ask, or every one. */
export function SearchesScreen({ search, onSearch }: SearchesScreenProps) {
  const { t } = useTranslation('kb-gaps');
  return (
    <Frame
      page="searches"
      title={t('searches.title')}
      file={searchesFile(search)}
      filters={<Filters search={search} onSearch={onSearch} />}
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll kg-list" tabIndex={0} role="region" aria-label={t('searches.title')}>
        {search.every ? <Every search={search} /> : <Failed search={search} />}
      </div>
    </Frame>
  );
}

function Filters({ search, onSearch }: SearchesScreenProps) {
  const { t } = useTranslation('kb-gaps');
  const brands = useBrands();
  const set = (change: SearchesSearch): void => onSearch({ ...search, ...change });
  return (
    <>
      <Period days={search.days} onDays={(days) => set({ days })} />
      {brands.length > 1 ? (
        <SelectField
          hideLabel
          label={t('searches.brand')}
          value={search.brand ?? ''}
          options={[{ value: '', label: t('searches.anyBrand') }, ...brands.map(({ slug, name }) => ({ value: slug, label: name }))]}
          onChange={(brand) => set({ brand: brand || undefined })}
        />
      ) : null}
      <SelectField
        hideLabel
        label={t('searches.channel')}
        value={among(CHANNELS, search.channel) ?? ''}
        options={[{ value: '', label: t('searches.anyChannel') }, ...CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))]}
        onChange={(channel) => set({ channel: channel || undefined })}
      />
      <SelectField
        hideLabel
        label={t('searches.why')}
        value={among(WHYS, search.why) ?? ''}
        options={[{ value: '', label: t('searches.anyWhy') }, ...WHYS.map((value) => ({ value, label: t(`whyOf.${value}`) }))]}
        onChange={(why) => set({ why: why || undefined })}
      />
      <Checkbox label={t('searches.every')} isChecked={search.every ?? false} onChange={(isOn) => set({ every: isOn || undefined })} />
    </>
  );
}

function Failed({ search }: { search: SearchesSearch }) {
  const { t } = useTranslation('kb-gaps');
  const query = useQuery(reportQuery(search));
  return (
    <Loaded query={query} fault={t('fault')}>
      {(report) => (
        <>
          <Sum report={report} />
          {report.results.length === 0 ? (
            <Empty title={t('searches.none')}>{t('searches.noneHint')}</Empty>
          ) : (
            <FailedTable groups={report.results} />
          )}
          <p className="t3 f12 kg-note">{t('searches.meaning')}</p>
        </>
      )}
    </Loaded>
  );
}

function Sum({ report }: { report: SearchReport }) {
  const { t } = useTranslation('kb-gaps');
  return (
    <p className="kg-sum">
      <b>{t('searches.sum', { count: report.searches, failed: report.failed })}</b>{' '}
      <span className="t2">{WHYS.map((why) => t(`searches.of.${why}`, { count: report.whys[why] })).join(' · ')}</span>
      {report.before_writing > 0 ? (
        <span className="t2"> {t('searches.beforeWriting', { count: report.before_writing, solved: report.solved })}</span>
      ) : null}
      {report.is_cut ? <span className="t2"> {t('searches.cut')}</span> : null}
    </p>
  );
}

function Every({ search }: { search: SearchesSearch }) {
  const { t, i18n } = useTranslation('kb-gaps');
  const query = useInfiniteQuery(searchesQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <Loaded query={query} fault={t('fault')}>
      {rows.length === 0 ? <Empty title={t('searches.nobody')}>{t('searches.noneHint')}</Empty> : null}
      <table className="dt cards kgt" hidden={rows.length === 0}>
        <thead>
          <tr>
            <th scope="col">{t('searches.query')}</th>
            <th scope="col">{t('searches.channel')}</th>
            <th scope="col">{t('searches.shown')}</th>
            <th scope="col">{t('searches.opened')}</th>
            <th scope="col">{t('searches.at')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" dir="auto">
                {row.query}
              </th>
              <td data-label={t('searches.channel')}>{t(`channel.${row.channel}`, { defaultValue: row.channel })}</td>
              <td data-label={t('searches.shown')} className="ell" dir="auto" title={row.shown.join(', ')}>
                {row.shown.length > 0 ? row.shown.join(', ') : t('searches.results', { count: row.results })}
              </td>
              <td data-label={t('searches.opened')} dir="auto">
                {row.opened || (row.followed ? t('whyOf.ticket_followed') : '')}
              </td>
              <td data-label={t('searches.at')} className="t2">
                <time dateTime={row.at}>{absoluteTime(row.at, i18n.language)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {query.hasNextPage ? (
        <p className="kg-note">
          <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </p>
      ) : null}
    </Loaded>
  );
}
