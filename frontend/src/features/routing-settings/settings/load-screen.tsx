import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useTeams } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar, useLiveEvents } from '@/shared/realtime';
import { Empty, Loaded, SelectField } from '@/shared/ui';
import { loadQuery, type LoadPerson, type TeamLoad } from './api';
import { LoadPeople } from './load-people';
import { LoadWaiting } from './load-waiting';
import { useGive } from './use-give';
import './routing.css';
import './load.css';

const CALM_MS = 1_000;

/** Who has how much, who is there, and what nobody took; tickets go to somebody by key or by hand. */
export function LoadScreen() {
  const { t } = useTranslation('routing-settings');
  const may = useMay('ticket.assign_others');
  const query = useQuery({ ...loadQuery, enabled: may });
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  useDocumentTitle(t('load.title'));
  // Many tickets may change at once: they are read again together.
  useLiveEvents(may ? 'queue' : null, () => {
    due.current ??= setTimeout(() => {
      due.current = null;
      void query.refetch();
    }, CALM_MS);
  });
  return (
    <main className="pane sp set rt" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('load.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        /* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */
        <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('load.title')}>
          <Loaded query={query} fault={t('load.fault')}>
            {query.data ? <Board load={query.data} /> : null}
          </Loaded>
        </div>
      ) : (
        <Empty title={t('load.notAllowed')}>{t('load.notAllowedHint')}</Empty>
      )}
    </main>
  );
}

function Board({ load }: { load: TeamLoad }) {
  const { t } = useTranslation('routing-settings');
  const teams = useTeams();
  const give = useGive();
  const [team, setTeam] = useState('');
  const isIn = (person: LoadPerson): boolean => team === '' || person.team_ids.includes(Number(team));
  const waiting = load.waiting.filter((ticket) => team === '' || ticket.team?.id === Number(team));
  const people = load.people.filter(isIn);
  return (
    <>
      <div className="rt-asked">
        <SelectField
          label={t('load.team')}
          value={team}
          options={[{ value: '', label: t('load.allTeams') }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={setTeam}
        />
      </div>
      <Queues load={load} />
      <LoadWaiting waiting={waiting} people={load.people} give={give} />
      <LoadPeople people={people} all={load.people} teams={teams} give={give} />
    </>
  );
}

/** How many wait, by tier and team. */
function Queues({ load }: { load: TeamLoad }) {
  const { t } = useTranslation('routing-settings');
  const counted = new Map<string, number>();
  for (const { tier, team } of load.waiting) {
    const name = [tier || t('load.noTier'), team?.name ?? t('load.noTeam')].join(' · ');
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  if (counted.size === 0) return null;
  return (
    <ul className="ld-queues" aria-label={t('load.queues')}>
      {[...counted].sort(([a], [b]) => a.localeCompare(b)).map(([name, count]) => (
        <li key={name}>
          <bdi>{name}</bdi> <b className="med">{count}</b>
        </li>
      ))}
    </ul>
  );
}
