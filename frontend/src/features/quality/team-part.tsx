import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Loaded } from '@/shared/ui';
import { coachingQuery, peopleQuery } from './api';
import { useRuleWords } from './rule-words';
import type { Rule } from './words';

/** Whose conversations there are, by name; how well automatic scores agree with people; the samples drawn. */
export function TeamPart({ onPerson }: { onPerson: (id: number) => void }) {
  const { t, i18n } = useTranslation('quality');
  const now = useNow(60_000);
  const query = useQuery(peopleQuery);
  return (
    <Loaded query={query} fault={t('fault')}>
      {({ people, agreements, draws }) => (
        <>
          <h3>{t('people')}</h3>
          <p className="t3 f12">{t('peopleHint')}</p>
          <table className="dt cards qlta">
            <thead>
              <tr>
                {(['person', 'conversations', 'drawn', 'reviewed'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((one) => (
                <tr key={one.person.id}>
                  <th scope="row">
                    <button type="button" className="link" dir="auto" onClick={() => onPerson(one.person.id)}>
                      {one.person.name}
                    </button>
                  </th>
                  <td data-label={t('column.conversations')}>{one.conversations}</td>
                  <td data-label={t('column.drawn')}>{one.drawn}</td>
                  <td data-label={t('column.reviewed')}>{one.reviewed}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <h3>{t('agreement')}</h3>
          <p className="t3 f12">{t('agreementHint')}</p>
          <Agreements rows={agreements} />
          <h3>{t('draws')}</h3>
          <p className="t3 f12">{t('drawsHint')}</p>
          <ul className="qlla f12">
            {draws.map((one) => (
              <li key={one.week}>
                {t('draw', { week: shortDate(`${one.week}T12:00`, now, i18n.language), each: one.each, risky: one.risky, count: one.candidates })} <code>{one.seed}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

interface Agreement {
  criterion: string;
  same: number;
  lower: number;
  higher: number;
}

function Agreements({ rows }: { rows: readonly Agreement[] }) {
  const { t } = useTranslation('quality');
  const words = useRuleWords();
  // The names are those of the rubric in force, which every answer of scores carries.
  const rules = useQuery(coachingQuery('assistant', undefined)).data?.criteria ?? [];
  const nameOf = (key: string): string => words(rules.find((one) => one.key === key) ?? ({ key, name: '', about: '', levels: ['', '', ''] } satisfies Omit<Rule, 'weight'>)).name;
  return (
    <ul className="qlla f12">
      {rows.map(({ criterion, same, lower, higher }) => (
        <li key={criterion}>
          <b dir="auto">{nameOf(criterion)}</b>: {same + lower + higher === 0 ? t('agreementNone') : t('agreementLine', { same, count: same + lower + higher, lower, higher })}
        </li>
      ))}
    </ul>
  );
}
