import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, urlOf } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { localDay } from '@/shared/lib/dates';
import { SettingsLink } from '@/shared/slots';
import { Button, Empty, Field, Loaded, SelectField } from '@/shared/ui';
import { GROUPS, slaKeys, type Compliances, type Group } from './api';
import { CompanyChoice } from './company-choice';
import { Frame } from './frame';
import { Misses, type Opened } from './misses';

/** Above this share of misses a service level is not kept (docs/sla.md). */
const GOOD_SHARE = 95;

/** How many targets were met, by group; and one company's contract as a file. */
export function ReportScreen() {
  const { t, i18n } = useTranslation('sla-settings');
  const language = i18n.language.startsWith('de') ? 'de' : 'en';
  const may = useMay('insights.see');
  const mayWrite = useMay('sla.write');
  const [by, setBy] = useState<Group>('policy');
  const [since, setSince] = useState(() => localDay(Date.now(), 90));
  const [until, setUntil] = useState(() => localDay(Date.now()));
  const [company, setCompany] = useState<{ id: number; name: string } | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const isPeriod = since !== '' && until !== '' && since <= until;
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const period = { since, until, timezone };
  const query = useQuery({
    queryKey: slaKeys.compliance({ by, ...period }),
    queryFn: ({ signal }) => api.get('/sla/compliance', { query: { by, ...period }, signal }),
    enabled: may && isPeriod,
  });
  return (
    <Frame
      title={t('report.title')}
      verb="insights.see"
      actions={
        mayWrite ? (
          <SettingsLink className="btn ghost" path="/service-levels">
            {t('report.back')}
          </SettingsLink>
        ) : null
      }
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('report.title')}>
        <div className="slr">
          <p className="lead">{t('report.definition')}</p>
          <div className="slx">
            <SelectField label={t('report.by')} value={by} options={GROUPS.map((value) => ({ value, label: t(`report.group.${value}`) }))} onChange={(value) => {
              setBy(value);
              setOpened(null);
            }} />
            <Field label={t('report.since')} type="date" value={since} onChange={(event) => setSince(event.target.value)} />
            <Field
              label={t('report.until')}
              type="date"
              value={until}
              error={isPeriod ? null : t('report.noPeriod')}
              onChange={(event) => setUntil(event.target.value)}
            />
          </div>
          <Loaded query={query} fault={t('report.fault')}>
            {query.data ? <Groups by={by} found={query.data} onOpen={setOpened} /> : null}
          </Loaded>
          {opened && isPeriod ? <Misses asked={{ by, ...period }} opened={opened} onClose={() => setOpened(null)} /> : null}
          <section className="slsec" aria-labelledby="sla-contract">
            <h2 id="sla-contract">{t('report.contract')}</h2>
            <p className="hint">{t('report.contractHint')}</p>
            <CompanyChoice company={company} onChange={setCompany} />
            {company && isPeriod ? (
              <p>
                <a className="btn" href={urlOf('/sla/contract.csv', { query: { ...period, company_id: company.id } })} download>
                  {t('report.download', { name: company.name })}
                </a>{' '}
                <a className="btn" href={urlOf('/sla/contract.pdf', { query: { ...period, company_id: company.id, language } })} download>
                  {t('report.downloadPdf', { name: company.name })}
                </a>
              </p>
            ) : null}
          </section>
        </div>
      </div>
    </Frame>
  );
}

function Groups({ by, found, onOpen }: { by: Group; found: Compliances; onOpen: (opened: Opened) => void }) {
  const { t, i18n } = useTranslation('sla-settings');
  if (found.total === 0) return <Empty title={t('report.empty')}>{t('report.emptyHint')}</Empty>;
  const percent = (share: number | null): string =>
    share === null ? '–' : new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(share / 100);
  const nameOf = (key: string, name: string): string => {
    if (by === 'month') return new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(key));
    if (key === '') return t(`report.without.${by}`);
    if (by === 'segment') return t(`shared:segment.${key}`);
    if (by === 'category') return t(`shared:type.${key}`);
    if (by === 'measure') return t(`shared:clock.${key}`);
    return name;
  };
  const rows = [...found.results.map((one) => ({ ...one, label: nameOf(one.key, one.name) })), { ...found, key: 'all', label: t('report.all') }];
  return (
    <table className="slrt" aria-label={t('report.title')}>
      <thead>
        <tr>
          <th scope="col">{t(`report.group.${by}`)}</th>
          <th scope="col" className="num">{t('report.met')}</th>
          <th scope="col" className="num">{t('report.missed')}</th>
          <th scope="col" className="num">{t('report.share')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key || 'none'} className={row.key === 'all' ? 'sum' : ''}>
            <th scope="row" dir="auto">{row.label}</th>
            <td className="num" data-label={t('report.met')}>{row.met}</td>
            <td className="num" data-label={t('report.missed')}>
              {row.total > row.met ? (
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={t('report.openMisses', { name: row.label, count: row.total - row.met })}
                  onClick={() => onOpen(row.key === 'all' ? { label: row.label } : { key: row.key, label: row.label })}
                >
                  {row.total - row.met}
                </Button>
              ) : (
                0
              )}
            </td>
            <td className="num" data-label={t('report.share')}>
              <span>
                {percent(row.share)}
                {row.share !== null && row.share < GOOD_SHARE ? <span className="bad"> {t('report.belowGood')}</span> : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
