import { useTranslation } from 'react-i18next';
import { absoluteTime, clockTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import type { AuditEntry } from './api';
import { useWords, type AuditWords } from './words';

export interface AuditTableProps {
  rows: readonly AuditEntry[];
  onTarget: (target: string) => void;
}

/** Entries as a dense table; on a phone each becomes a small block. */
export function AuditTable({ rows, onTarget }: AuditTableProps) {
  const { t } = useTranslation('audit');
  const now = useNow(60_000);
  const words = useWords();
  return (
    <table className="dt aut">
      <thead>
        <tr>
          <th scope="col">{t('column.when')}</th>
          <th scope="col">{t('column.who')}</th>
          <th scope="col">{t('column.what')}</th>
          <th scope="col">{t('column.target')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((entry) => (
          <Row key={entry.id} entry={entry} now={now} words={words} onTarget={onTarget} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  entry: AuditEntry;
  now: number;
  words: AuditWords;
  onTarget: (target: string) => void;
}

function Row({ entry, now, words, onTarget }: RowProps) {
  const { t, i18n } = useTranslation('audit');
  const { actor, at, target } = entry;
  const what = words.action(entry.action);
  return (
    <tr>
      <td data-label={t('column.when')}>
        <time dateTime={at} title={absoluteTime(at, i18n.language)}>
          {shortDate(at, now, i18n.language)} <b className="med">{clockTime(at, i18n.language)}</b>
        </time>
      </td>
      <td data-label={t('column.who')} dir="auto">
        {actor.name || t('nobody')}
        {actor.ref.startsWith('token:') ? <span className="why2">{t('byToken')}</span> : null}
      </td>
      <th scope="row">
        {entry.details.length === 0 ? <span className="med">{what}</span> : <Details entry={entry} what={what} />}
      </th>
      <td data-label={t('column.target')}>
        <button type="button" className="link" title={t('filter.onlyThis')} onClick={() => onTarget(target)}>
          <bdi>{words.target(target)}</bdi>
        </button>
      </td>
    </tr>
  );
}

/** What is known about an entry, in the words of the program that wrote it. */
function Details({ entry, what }: { entry: AuditEntry; what: string }) {
  const { t, i18n } = useTranslation('audit');
  return (
    <details>
      <summary className="med">{what}</summary>
      <dl>
        {entry.details.map(({ name, value }) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t('exact')}</dt>
          <dd>{absoluteTime(entry.at, i18n.language)}</dd>
        </div>
        {entry.request_id === '' ? null : (
          <div>
            <dt>{t('request')}</dt>
            <dd>
              <code>{entry.request_id}</code>
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
