import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useRowKeys } from '@/shared/lib/row-keys';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Button, Empty, Icon, Loaded } from '@/shared/ui';
import { staffQuery, teamsQuery, type Colleague } from './api';
import { byTier } from './colleagues';
import { Frame } from './frame';
import { Panel } from './panel';
import type { TeamsSearch } from './search';
import { Skills } from './skills';
import { TeamPanel } from './team-panel';
import { TeamTable } from './team-table';
import { useFocusBack } from './use-focus-back';
import { useRowFocus } from './use-row-focus';
import { useTeamLoads } from './use-team-loads';

export interface TeamsScreenProps {
  search: TeamsSearch;
  onSearch: (search: TeamsSearch) => void;
}

const NOBODY: readonly Colleague[] = [];
const TIERS = [1, 2, 3, null];

/** All teams by their tiers, and the skills that people can have. */
export function TeamsScreen({ search, onSearch }: TeamsScreenProps) {
  const { t } = useTranslation('people');
  const may = useMay('staff.write');
  const query = useQuery({ ...teamsQuery, enabled: may });
  const colleagues = useQuery({ ...staffQuery, enabled: may }).data ?? NOBODY;
  const teams = byTier(query.data ?? []);
  const loads = useTeamLoads();
  const { team: openId, panel } = search;
  const isNew = panel === 'new';
  const isOpen = isNew || openId !== undefined;
  const open = (id: number): void => onSearch({ team: id });
  const add = (): void => onSearch({ panel: 'new' });
  const close = (): void => onSearch({});
  const keys = useRowKeys(teams.map(({ id }) => id), openId, open);
  const list = useRowFocus<HTMLDivElement>(keys, openId);
  const opener = useFocusBack(isNew);
  useShortcuts(
    t('teams.title'),
    [
      ...keys.shortcuts({ next: t('teams.keys.next'), previous: t('teams.keys.previous') }),
      { keys: 'n', label: t('teams.add'), run: add },
      { keys: 'escape', label: t('panel.close'), run: () => (isOpen ? close() : false), isHidden: true, whileTyping: true },
    ],
    may,
  );
  return (
    <Frame
      title={t('teams.title')}
      actions={
        <Button ref={opener} variant="primary" icon={<Icon icon={Plus} />} keys="n" aria-expanded={isNew} onClick={add}>
          {t('teams.add')}
        </Button>
      }
    >
      <div className={`psplit${isOpen ? ' is-open' : ''}`}>
        <div className="pmain" data-pane="content" tabIndex={-1}>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <div ref={list} className="scroll" tabIndex={0} role="region" aria-label={t('teams.list')}>
            <Loaded query={query} fault={t('teams.fault')}>
              {teams.length === 0 ? <Empty title={t('teams.empty')}>{t('teams.emptyHint')}</Empty> : null}
              {TIERS.map((tier) => {
                const ofTier = teams.filter((team) => team.tier === tier);
                return ofTier.length === 0 ? null : <TeamTable key={tier} tier={tier} teams={ofTier} openId={openId} cursor={keys} loads={loads} />;
              })}
              <Skills colleagues={colleagues} />
            </Loaded>
          </div>
        </div>
        {may && isOpen ? (
          <OpenTeam
            query={query}
            team={isNew ? null : teams.find(({ id }) => id === openId)}
            id={openId}
            colleagues={colleagues}
            onSaved={({ id }) => (isNew ? open(id) : undefined)}
            onClose={close}
          />
        ) : null}
      </div>
    </Frame>
  );
}

interface OpenTeamProps extends Omit<Parameters<typeof TeamPanel>[0], 'team'> {
  query: Parameters<typeof Loaded>[0]['query'];
  /** Null for a new one, undefined where there is none of this id. */
  team: Parameters<typeof TeamPanel>[0]['team'] | undefined;
  id: number | undefined;
}

function OpenTeam({ query, team, id, ...rest }: OpenTeamProps) {
  const { t } = useTranslation('people');
  if (team !== undefined) return <TeamPanel key={id ?? 'new'} team={team} {...rest} />;
  return (
    <Panel label={t('teams.one')} title={t('teams.one')} onClose={rest.onClose}>
      <Loaded query={query} fault={t('teams.fault')}>
        <Empty title={t('teams.missing')}>{t('teams.missingHint')}</Empty>
      </Loaded>
    </Panel>
  );
}
