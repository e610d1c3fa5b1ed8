import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { FormSection } from '@/shared/ui';
import { nameOf, wordsOf, type Crm, type CrmKind, type CrmState } from './api';

/** How far each kind of record is read, and what became of its records. */
export function SyncTable({ system, state }: { system: Crm; state: CrmState }) {
  const { t } = useTranslation('crm-settings');
  return (
    <FormSection
      title={state.is_first ? t('sync.first') : t('sync.title')}
      hint={state.is_first ? t('sync.firstHint') : t('sync.hint', wordsOf(system))}
      isWide
    >
      <table className="dt cards crmt">
        <thead>
          <tr>
            {(['kind', 'read', 'linked', 'leftOut', 'gone', 'last'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`sync.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {state.kinds.map((row) => (
            <Row key={row.kind} row={row} />
          ))}
        </tbody>
      </table>
      {state.reasons.length > 0 ? (
        <details className="crmwhy">
          <summary>{t('sync.why')}</summary>
          <ul>
            {state.reasons.map(({ why, count }) => (
              <li key={why}>{t('sync.reason', { why, count })}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <p className="hint">{t('sync.notes', { count: state.notes, waiting: state.notes_waiting, ...nameOf(system) })}</p>
    </FormSection>
  );
}

function Row({ row }: { row: CrmKind }) {
  const { t, i18n } = useTranslation('crm-settings');
  const now = useNow(60_000);
  const name = t(`kind.${row.kind}`);
  const share = row.total ? Math.min(100, Math.round((row.read / row.total) * 100)) : 0;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={t('sync.column.read')}>
        {row.total === null ? row.read : t('sync.of', { read: row.read, total: row.total })}
        {row.is_whole && row.total ? (
          <progress className="vh" aria-label={t('sync.progress', { name })} max={100} value={share} />
        ) : null}
        <span className="why2">{row.is_whole ? (row.read > 0 ? t('sync.reading') : t('sync.waits')) : t('sync.changes')}</span>
      </td>
      <td data-label={t('sync.column.linked')}>{row.linked}</td>
      <td data-label={t('sync.column.leftOut')}>{row.left_out}</td>
      <td data-label={t('sync.column.gone')}>{row.gone}</td>
      <td data-label={t('sync.column.last')}>
        {row.last_at ? (
          <time dateTime={row.last_at} title={absoluteTime(row.last_at, i18n.language)}>
            {relativeTime(row.last_at, now, i18n.language)}
          </time>
        ) : (
          <span className="t3">{t('never')}</span>
        )}
      </td>
    </tr>
  );
}
