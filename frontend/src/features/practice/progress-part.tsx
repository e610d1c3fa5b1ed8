import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { absoluteTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Loaded } from '@/shared/ui';
import { progressQuery } from './api';

interface ProgressProps {
  person: number | undefined;
  onPerson: (person: number | undefined) => void;
}

const COLUMNS = ['finished', 'is_open', 'missed', 'over', 'not_escalated'] as const;

/** Counts of what finished attempts show, person by person; a name leads to their attempts. */
export function ProgressPart({ person, onPerson }: ProgressProps) {
  const { t, i18n } = useTranslation('practice');
  const now = useNow(60_000);
  const query = useQuery(progressQuery);
  return (
    <Loaded query={query} fault={t('fault')}>
      {({ results }) =>
        results.length === 0 ? (
          <p className="t3">{t('progress.none')}</p>
        ) : (
          <>
            <table className="dt cards prp">
              <thead>
                <tr>
                  <th scope="col">{t('progress.person')}</th>
                  {COLUMNS.map((column) => (
                    <th key={column} scope="col">
                      {t(`progress.${column}`)}
                    </th>
                  ))}
                  <th scope="col">{t('progress.last')}</th>
                </tr>
              </thead>
              <tbody>
                {results.map((row) => (
                  <tr key={row.person.id}>
                    <th scope="row">
                      <button type="button" className="link" dir="auto" aria-pressed={person === row.person.id} onClick={() => onPerson(row.person.id)}>
                        {row.person.name}
                      </button>
                    </th>
                    {COLUMNS.map((column) => (
                      <td key={column} data-label={t(`progress.${column}`)}>
                        {row[column]}
                      </td>
                    ))}
                    <td data-label={t('progress.last')}>
                      <time dateTime={row.last_at} title={absoluteTime(row.last_at, i18n.language)}>
                        {shortDate(row.last_at, now, i18n.language)}
                      </time>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {person === undefined ? null : (
              <Button size="sm" onClick={() => onPerson(undefined)}>
                {t('progress.own')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
