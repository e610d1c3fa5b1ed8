import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api';
import { useMay } from '../directory';

export type Setup = Schemas['Setup'];
export type SetupStep = Schemas['SetupStep'];
export type SetupWay = Schemas['SetupWay'];
export type SetupFacts = Schemas['SetupFacts'];

/** Who may set up an installation. */
export const SETUP_VERB = 'brand.write';

export const setupQuery = queryOptions({ queryKey: ['setup'] as const, queryFn: () => api.get('/setup'), staleTime: 30_000 });

/** Whether the guide leads the way: something is left to do, and nobody has put it aside. */
export const leads = (setup: Setup): boolean => !setup.is_done && setup.aside_at === null;

/** The steps that are left while the guide leads the way; null where it does not, or is not for this person. */
export function useStepsLeft(): number | null {
  const may = useMay(SETUP_VERB);
  const { data } = useQuery({ ...setupQuery, enabled: may });
  return data && leads(data) ? data.steps.filter(({ state }) => state !== 'done').length : null;
}
