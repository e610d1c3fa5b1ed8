import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { FormSection } from '@/shared/ui';
import type { BillingKind, BillingState } from './api';

/** How far each kind of object is read. */
export function ReadTable({ state }: { state: BillingState }) {
  const { t } = useTranslation('billing');
  return (
    <FormSection
      title={state.is_first ? t('read.first') : t('read.title')}
      hint={state.is_first ? t('read.firstHint') : t('read.hint')}
      isWide
    >
      <table className="dt cards">
        <thead>
          <tr>
            {(['kind', 'read', 'state', 'last'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`read.column.${name}`)}
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
      <p className="hint">{t('read.failed', { count: state.failed })}</p>
    </FormSection>
  );
}

function Row({ row }: { row: BillingKind }) {
  const { t, i18n } = useTranslation('billing');
  const now = useNow(60_000);
  const stands = row.is_whole ? (row.read > 0 ? 'reading' : 'waits') : 'changes';
  return (
    <tr>
      <th scope="row">{t(`kind.${row.kind}`)}</th>
      <td className="num" data-label={t('read.column.read')}>
        {row.read}
      </td>
      <td data-label={t('read.column.state')}>{t(`read.${stands}`)}</td>
      <td data-label={t('read.column.last')}>
        {row.last_at ? (
          <time dateTime={row.last_at} title={absoluteTime(row.last_at, i18n.language)}>
            {relativeTime(row.last_at, now, i18n.language)}
          </time>
        ) : (
          t('never')
        )}
      </td>
    </tr>
  );
}
