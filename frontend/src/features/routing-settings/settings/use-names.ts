import { useQuery } from '@tanstack/react-query';
import { useTeams } from '@/shared/directory';
import { rulesQuery, skillsQuery } from './api';
import type { Names } from './sentences';

/** What the slugs of rules stand for. */
export function useNames(): Names {
  const teams = useTeams();
  const skills = useQuery(skillsQuery).data ?? [];
  const fields = useQuery({ ...rulesQuery, refetchInterval: false }).data?.conditions ?? [];
  return {
    field: (name) => fields.find((one) => one.name === name)?.label,
    team: (slug) => teams.find((team) => team.slug === slug)?.name ?? slug,
    skill: (slug) => skills.find((skill) => skill.slug === slug)?.name ?? slug,
  };
}
