import { useQuery } from '@tanstack/react-query';
import { loadsQuery } from './api';

/** What the people of a team have open, and what fits. */
export interface TeamLoad {
  open: number;
  fits: number;
}

/**
 * The load of teams by their id, of all who take tickets; null until it is known.
 *
 * Somebody in two teams counts in both, with all that they have: it is the room that routing finds there.
 */
export function useTeamLoads(): ReadonlyMap<number, TeamLoad> | null {
  const people = useQuery(loadsQuery).data?.people;
  if (people === undefined) return null;
  const loads = new Map<number, TeamLoad>();
  for (const { team_ids: teams, load, capacity } of people) {
    for (const id of teams) {
      const { open, fits } = loads.get(id) ?? { open: 0, fits: 0 };
      loads.set(id, { open: open + load.chat + load.email, fits: fits + capacity.chat + capacity.email });
    }
  }
  return loads;
}
