import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { absoluteTime, workTime } from '@/shared/lib/dates';
import { useOpenedFrom } from '@/shared/lib/opened-from';
import { Button, Loaded } from '@/shared/ui';
import { slaKeys, type Group } from './api';

/** A figure whose misses are shown; without a key those of all groups. */
export interface Opened {
  key?: string;
  label: string;
}

export interface MissesProps {
  asked: { by: Group; since: string; until: string; timezone: string };
  opened: Opened;
  onClose: () => void;
}

/** The tickets behind a figure of the compliance, with why each target was missed. */
export function Misses({ asked, opened, onClose }: MissesProps) {
  const { t, i18n } = useTranslation('sla-settings');
  const { heading, back } = useOpenedFrom(opened.key ?? '');
  const which = { ...asked, ...(opened.key === undefined ? {} : { key: opened.key }) };
  const query = useQuery({
    queryKey: slaKeys.misses(which),
    queryFn: ({ signal }) => api.get('/sla/compliance/misses', { query: which, signal }),
  });
  const rows = query.data?.results ?? [];
  return (
    <section className="slsec" aria-labelledby="sla-misses">
      <header className="row">
        <h2 id="sla-misses" ref={heading} tabIndex={-1}>
          {t('report.missesOf', { name: opened.label })}
        </h2>
        <span className="sp" />
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            onClose();
            back();
          }}
        >
          {t('report.close')}
        </Button>
      </header>
      <Loaded query={query} fault={t('report.missesFault')}>
        {query.data?.is_partial ? <p className="hint">{t('report.partial', { count: rows.length })}</p> : null}
        <table className="slrt" aria-labelledby="sla-misses">
          <thead>
            <tr>
              {(['ticket', 'measure', 'due', 'late', 'why'] as const).map((column) => (
                <th key={column} scope="col">{t(`report.column.${column}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                <th scope="row" dir="auto">
                  <Link to="/inbox/$number" params={{ number: String(row.number) }}>
                    #{row.number}
                  </Link>{' '}
                  {row.subject}
                </th>
                <td data-label={t('report.column.measure')}>{t(`shared:clock.${row.kind}`)}</td>
                <td data-label={t('report.column.due')}>{absoluteTime(row.due_at, i18n.language)}</td>
                <td data-label={t('report.column.late')}>{row.late_seconds === null ? '–' : workTime(row.late_seconds * 1000, i18n.language)}</td>
                <td data-label={t('report.column.why')}>{t(`report.why.${row.reason}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Loaded>
    </section>
  );
}
