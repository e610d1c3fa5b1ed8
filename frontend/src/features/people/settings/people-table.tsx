import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import { browserOf } from '@/shared/lib/agent';
import { absoluteTime, relativeTime, shortDate } from '@/shared/lib/dates';
import type { RowCursor } from '@/shared/lib/row-cursor';
import { useNow } from '@/shared/lib/ticker';
import { SettingsLink } from '@/shared/slots';
import { Avatar, NoOwner, PresenceDot } from '@/shared/ui';
import type { Colleague, Skill } from './api';
import { Level } from './level';
import { useRowFocus } from './use-row-focus';

export interface PeopleTableProps {
  rows: readonly Colleague[];
  teams: readonly Team[];
  skills: readonly Skill[];
  openId: number | undefined;
  cursor: RowCursor;
}

/** People as a dense table; on a phone each becomes a small block. */
export function PeopleTable({ rows, teams, skills, openId, cursor }: PeopleTableProps) {
  const { t } = useTranslation('people');
  const body = useRowFocus<HTMLTableSectionElement>(cursor, openId);
  return (
    <table className="dt pt">
      <thead>
        <tr>
          <th scope="col" className="who">{t('column.person')}</th>
          <th scope="col">{t('column.role')}</th>
          <th scope="col">{t('column.teams')}</th>
          <th scope="col">{t('column.skills')}</th>
          <th scope="col">{t('column.lastSeen')}</th>
          <th scope="col">{t('column.twoFactor')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            teams={teams}
            skills={skills}
            isOpen={row.id === openId}
            isCursor={row.id === cursor.cursor}
            onCursor={cursor.setCursor}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<PeopleTableProps, 'teams' | 'skills'> {
  row: Colleague;
  isOpen: boolean;
  isCursor: boolean;
  onCursor: (id: number) => void;
}

function Row({ row, teams, skills, isOpen, isCursor, onCursor }: RowProps) {
  const { t } = useTranslation('people');
  const classes = [row.state === 'active' ? '' : 'out', isCursor || isOpen ? 'cur' : ''].filter(Boolean).join(' ');
  return (
    <tr data-row={row.id} className={classes || undefined} onFocus={() => onCursor(row.id)}>
      <th scope="row">
        <SettingsLink
          path="/people"
          search={(old) => ({ ...old, panel: undefined, person: row.id })}
          replace={isOpen}
          className="prow"
          title={row.email}
          aria-current={isOpen ? 'true' : undefined}
          activeProps={{}}
        >
          {row.state === 'invited' ? (
            <NoOwner size={24} />
          ) : (
            <span className="pa">
              <Avatar id={row.id} name={row.name} size={24} />
              {row.state === 'active' ? <PresenceDot presence={row.presence} /> : null}
            </span>
          )}
          <span className="two-lines">
            <span className="med ell" dir="auto">
              {row.name}
            </span>
            <span className="why2">
              <Doing colleague={row} />
            </span>
          </span>
        </SettingsLink>
      </th>
      <td data-label={t('column.role')}>{t(`role.${row.role}`)}</td>
      <td data-label={t('column.teams')}>
        <TeamNames colleague={row} teams={teams} />
      </td>
      <td data-label={t('column.skills')}>
        <Skills colleague={row} skills={skills} />
      </td>
      <td data-label={t('column.lastSeen')}>
        <LastSeen colleague={row} />
      </td>
      <td data-label={t('column.twoFactor')}>
        {row.state === 'active' ? <TwoFactor colleague={row} /> : <span className="t3">{t('noSkill')}</span>}
      </td>
    </tr>
  );
}

/** Present or not, invited until when, or gone. */
export function Doing({ colleague }: { colleague: Colleague }) {
  const { t, i18n } = useTranslation(['people', 'shared']);
  const now = useNow(60_000);
  const { state, presence, invitation_ends_at: ends } = colleague;
  if (state === 'deactivated') return t('state.deactivated');
  if (state === 'active') return t(`shared:presence.${presence}`);
  if (ends === null) return t('state.invited');
  const date = shortDate(ends, now, i18n.language);
  return new Date(ends).getTime() > now ? t('state.invitedUntil', { date }) : t('state.invitedEnded', { date });
}

function TeamNames({ colleague, teams }: { colleague: Colleague; teams: readonly Team[] }) {
  const { t, i18n } = useTranslation('people');
  const names = colleague.teams.flatMap(({ id, is_lead: leads }) => {
    const team = teams.find((one) => one.id === id)?.name;
    return team === undefined ? [] : [leads ? t('leads', { team }) : team];
  });
  if (colleague.teams.length === 0) return <span className="t3">{t('noTeam')}</span>;
  return <span dir="auto">{new Intl.ListFormat(i18n.language, { type: 'unit' }).format(names)}</span>;
}

function Skills({ colleague, skills }: { colleague: Colleague; skills: readonly Skill[] }) {
  const { t } = useTranslation('people');
  if (colleague.skills.length === 0) return <span className="t3">{t('noSkill')}</span>;
  return (
    <span className="sks">
      {[...colleague.skills]
        .sort((a, b) => b.level - a.level)
        .map(({ id, level }) => (
          <span key={id} className="sk1">
            <bdi>{skills.find((one) => one.id === id)?.name}</bdi>
            <Level level={level} />
          </span>
        ))}
    </span>
  );
}

function LastSeen({ colleague }: { colleague: Colleague }) {
  const { t, i18n } = useTranslation('people');
  const now = useNow(60_000);
  const { last_seen: seen } = colleague;
  if (seen === null) return <span className="t3">{t('never')}</span>;
  const known = browserOf(seen.agent);
  return (
    <>
      <time dateTime={seen.at} title={absoluteTime(seen.at, i18n.language)}>
        {relativeTime(seen.at, now, i18n.language)}
      </time>
      <span className="why2" title={seen.agent}>
        {known ? t('browser', { ...known }) : t('unknownBrowser')}
      </span>
    </>
  );
}

function TwoFactor({ colleague }: { colleague: Colleague }) {
  const { t, i18n } = useTranslation('people');
  const steps = colleague.second_steps.map((step) => t(`step.${step}`));
  if (steps.length === 0) return <span className="t3">{t('noStep')}</span>;
  return new Intl.ListFormat(i18n.language, { type: 'unit' }).format(steps);
}
