import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import { useBrands } from '@/shared/directory';
import type { RowCursor } from '@/shared/lib/row-cursor';
import { SettingsLink } from '@/shared/slots';
import { Avatar, Meter } from '@/shared/ui';
import { tierKey } from './team-form';
import type { TeamLoad } from './use-team-loads';

export interface TeamTableProps {
  /** The teams of one tier, or those outside of the tiers. */
  tier: number | null;
  teams: readonly Team[];
  openId: number | undefined;
  cursor: RowCursor;
  /** By the team's id; a team without people who take tickets has none. Null until they are known. */
  loads: ReadonlyMap<number, TeamLoad> | null;
}

/** The most faces in a row. */
const FACES = 5;

/** The teams of one tier. */
export function TeamTable({ tier, teams, openId, cursor, loads }: TeamTableProps) {
  const { t } = useTranslation('people');
  const id = useId();
  return (
    <section className="ptier" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t(`teams.tier.${tierKey(tier)}`)}</h2>
        <p className="hint">{t(`teams.tierHint.${tierKey(tier)}`)}</p>
      </header>
      <table className="dt pt" aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col" className="who">{t('teams.column.team')}</th>
            <th scope="col">{t('teams.column.members')}</th>
            <th scope="col">{t('teams.column.leads')}</th>
            <th scope="col">{t('teams.column.load')}</th>
            <th scope="col">{t('teams.column.brands')}</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <Row key={team.id} team={team} load={loads && (loads.get(team.id) ?? NONE)} isOpen={team.id === openId} isCursor={team.id === cursor.cursor} onCursor={cursor.setCursor} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** From this share on there is hardly any room. */
const STRETCHED = 0.9;
const NONE: TeamLoad = { open: 0, fits: 0 };

/** How full a team is, as a bar and in numbers. */
function LoadBar({ load: { open, fits } }: { load: TeamLoad }) {
  const { t } = useTranslation('people');
  if (fits === 0) return <span className="t3">{t('teams.noLoad')}</span>;
  const share = open / fits;
  return (
    <span className="row g1">
      <Meter share={share} isWarning={share >= STRETCHED} />
      <span className="num">{t('teams.load', { open, fits })}</span>
    </span>
  );
}

interface RowProps {
  team: Team;
  load: TeamLoad | null;
  isOpen: boolean;
  isCursor: boolean;
  onCursor: (id: number) => void;
}

function Row({ team, load, isOpen, isCursor, onCursor }: RowProps) {
  const { t, i18n } = useTranslation('people');
  const brands = useBrands();
  const list = new Intl.ListFormat(i18n.language, { type: 'unit' });
  const { members } = team;
  const leads = members.filter(({ is_lead: isLead }) => isLead).map(({ name }) => name);
  const served = team.brand_ids.flatMap((id) => brands.find((brand) => brand.id === id)?.name ?? []);
  return (
    <tr data-row={team.id} className={isOpen || isCursor ? 'cur' : undefined} onFocus={() => onCursor(team.id)}>
      <th scope="row">
        <SettingsLink
          path="/teams"
          search={(old) => ({ ...old, panel: undefined, team: team.id })}
          replace={isOpen}
          className="prow"
          aria-current={isOpen ? 'true' : undefined}
          activeProps={{}}
        >
          <span className="two-lines">
            <span className="med ell" dir="auto">
              {team.name}
            </span>
            {team.description ? (
              <span className="why2" dir="auto">
                {team.description}
              </span>
            ) : null}
          </span>
        </SettingsLink>
      </th>
      <td data-label={t('teams.column.members')}>
        <span className="row">
          <span className="avs">
            {members.slice(0, FACES).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} />
            ))}
          </span>
          <span title={list.format(members.map(({ name }) => name))}>
            {members.length === 0 ? t('teams.noMembers') : t('teams.members', { count: members.length })}
          </span>
        </span>
        {members.length > 0 && !team.can_answer ? <span className="why2 bad">{t('teams.cannotAnswer')}</span> : null}
      </td>
      <td data-label={t('teams.column.leads')}>
        {leads.length > 0 ? <span dir="auto">{list.format(leads)}</span> : <span className="t3">{t('teams.noLead')}</span>}
      </td>
      <td data-label={t('teams.column.load')}>{load ? <LoadBar load={load} /> : null}</td>
      <td data-label={t('teams.column.brands')}>
        {team.brand_ids.length > 0 ? <span dir="auto">{list.format(served)}</span> : <span className="t3">{t('teams.allBrands')}</span>}
      </td>
    </tr>
  );
}
