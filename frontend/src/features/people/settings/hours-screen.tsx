import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded, SelectField } from '@/shared/ui';
import { Absences } from './absences';
import { hoursQuery } from './api';
import type { HoursSearch } from './search';
import { WeekForm } from './week-form';
import './people.css';
import './panel.css';

export interface HoursScreenProps {
  search: HoursSearch;
  onSearch: (search: HoursSearch) => void;
}

/** When somebody works and when they are away: oneself, or the people of one's teams. */
export function HoursScreen({ search, onSearch }: HoursScreenProps) {
  const { t } = useTranslation('people');
  const may = useMay('ticket.reply');
  const query = useQuery({ ...hoursQuery, enabled: may });
  useDocumentTitle(t('hours.title'));
  const rows = query.data ?? [];
  const shown = rows.find(({ user }) => user.id === search.person) ?? rows[0];
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('hours.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        /* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */
        <div className="scroll pform" tabIndex={0} role="region" aria-label={t('hours.title')}>
          <Loaded query={query} fault={t('hours.fault')}>
            <div className="psec">
              <p className="hint">{t('hours.lead')}</p>
              {rows.length > 1 && shown ? (
                <SelectField
                  label={t('hours.person')}
                  value={String(shown.user.id)}
                  options={rows.map(({ user }, index) => ({ value: String(user.id), label: index === 0 ? t('hours.you') : user.name }))}
                  onChange={(id) => onSearch(id === String(rows[0]?.user.id) ? {} : { person: Number(id) })}
                />
              ) : null}
            </div>
            {shown ? <Absences key={`away-${shown.user.id}`} hours={shown} /> : <Empty title={t('hours.none')}>{t('hours.lead')}</Empty>}
            {shown ? <WeekForm key={`week-${shown.user.id}`} hours={shown} /> : null}
          </Loaded>
        </div>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}
