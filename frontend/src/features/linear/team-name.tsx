import { useTranslation } from 'react-i18next';
import type { Catalog } from './api';

type Team = Catalog['teams'][number];

/** How a team is called where one is chosen: one that everybody can read says so. */
export function useTeamName(): (team: Team) => string {
  const { t } = useTranslation('linear');
  return ({ name, is_public }) => (is_public ? t('public.name', { name }) : name);
}

/** Says that everybody can read what is written at a chosen team. */
export function PublicWarning({ teams, chosen }: { teams: readonly Team[]; chosen: readonly string[] }) {
  const { t } = useTranslation('linear');
  if (!teams.some(({ id, is_public }) => is_public && chosen.includes(id))) return null;
  return <p className="notice">{t('public.warning')}</p>;
}
