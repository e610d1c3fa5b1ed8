import { useQueryClient } from '@tanstack/react-query';
import { CHANGED_KEYS } from './api';

/** Asks again for every list that shows people, teams or skills; resolves once they are here. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all(CHANGED_KEYS.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}
